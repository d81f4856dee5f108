import time
def test_w(kafka_bootstrap, opensearch_url):
    print(kafka_bootstrap, opensearch_url, flush=True)
    time.sleep(60)
