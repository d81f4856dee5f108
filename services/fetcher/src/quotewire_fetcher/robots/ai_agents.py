"""
Crawlers that gather pages for AI: to train models, to answer from, or to act for a user.

Names are those that their operators document; the community's list at github.com/ai-robots-txt/ai.robots.txt (MIT) was
the check for completeness. General search engines, link previews and libraries are left out: shutting those out says
nothing of AI.
"""

_TRAINING = """
    AI2Bot Ai2Bot-Dolma anthropic-ai Applebot-Extended Bytespider CCBot ChatGLM-Spider ClaudeBot Claude-Web
    cohere-ai cohere-training-data-crawler Cotoyogi Crawlspace DeepSeekBot Diffbot FacebookBot FriendlyCrawler
    Google-CloudVertexBot Google-Extended GoogleOther GPTBot ICC-Crawler ImagesiftBot img2dataset
    laion-huggingface-processor LAIONDownloader Meta-ExternalAgent omgili omgilibot PanguBot SBIntuitionsBot
    TikTokSpider Timpibot VelenPublicWebCrawler Webzio-Extended YandexAdditional YandexAdditionalBot
"""
_ANSWERS = """
    Amazonbot Amzn-SearchBot Amzn-User Andibot AzureAI-SearchBot bedrockbot Bravebot ChatGPT-User Claude-SearchBot
    Claude-User DuckAssistBot FirecrawlAgent Gemini-Deep-Research Google-Agent Google-NotebookLM GoogleAgent-Mariner
    iAskBot iaskspider Kagi-Fetcher LinerBot LinkupBot Manus-User Meta-ExternalFetcher meta-webindexer
    MistralAI-User NovaAct OAI-SearchBot Perplexity-User PerplexityBot PhindBot TavilyBot Thinkbot YouBot
"""

AI_AGENTS = {name.lower(): name for name in (*_TRAINING.split(), *_ANSWERS.split())}
"""Product token in lower case to the name as its operator writes it."""
