"""The services of one machine as one thing: started, watched, started again, stopped."""
