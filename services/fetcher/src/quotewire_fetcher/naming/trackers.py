"""
Parameters of an address that say how a reader came, in which session, or on what device: never what is read.

Names come from the public documentation of the services that add them (named beside each group) and were compared with
the names that AdGuard's TrackParamFilter, the ClearURLs rules and Firefox' query stripping know. A name that some site
may use to say which article is meant ("id", "cid", "p", "source=7") is not here, or only with the values that give it
away.
"""

import re

# What advertising networks add to the target of a click.
_CLICKS = """
    gclid gclsrc dclid gbraid wbraid gad gad_source gad_campaignid gad_adid srsltid  # Google Ads
    msclkid  # Microsoft
    fbclid fb_action_ids fb_action_types fb_source fb_ref fb_comment_id action_object_map action_type_map
    action_ref_map mibextid igshid igsh igsi xmt  # Meta
    yclid ysclid ymclid _openstat roistat  # Yandex, Russian networks
    twclid ttclid epik li_fat_id sccid sc_click_id rdt_cid wickedid  # X, TikTok, Pinterest, LinkedIn, Snap, Reddit
    bd_vid qhclickid hmsr hmpl hmcu hmkw hmci sudaref nsukey  # Baidu, Qihoo, Sina, WeChat
    napm n_media n_query n_rank n_ad_group n_ad n_campaign_type n_keyword_id n_keyword n_match  # Naver
    irclickid irgwc cjevent cjdata awc tduid admitad_uid zanpid rb_clickid obclid dicbo tblci
    s_kwcid ef_id mkwid pcrid kxconfid  # Impact, CJ, Awin, TradeDoubler, Outbrain, Taboola, Adobe, Marin
    _branch_match_id _branch_referrer adj_t adjust_t
"""

# What mailing services add to the links of a newsletter.
_MAIL = """
    mc_cid mc_eid mc_tc mkt_tok oly_anon_id oly_enc_id vero_id vero_conv ck_subscriber_id _ke _kx
    ml_subscriber ml_subscriber_hash dm_i dm_t et_rid et_cid spmailingid spuserid spjobid spreportid
    emci emdi ceid inf_contact_key nr_email_referer s_cid sc_cid sc_lid sc_llid sc_uid sc_src sc_eh sc_customer
    bxid cndid esrc mbid hasha hashb hashc wpisrc wpmm newsletterid nlid
    _hsenc _hsmi __hssc __hstc __hsfp hsctatracking
"""

# What analytics packages and the houses themselves add.
_ANALYTICS = """
    _ga _gl _gid _gac ga_source ga_medium ga_campaign ga_content ga_term ga_place
    xtor xtref at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_bbc_team at_link_type
    at_link_origin at_link_id at_format at_ptr_name at_creation at_variant at_network at_emailtype at_send_date
    at_recipient_id at_recipient_list
    cmpid cmp icid icmp intcmp intcid int_cmp int_source int_medium int_campaign ns_mchannel ns_source
    ns_campaign ns_linkname ns_fee ito ocid ncid n_cid ftag ftcamp smid smtyp smprod s_campaign taid tpcc
    soc_src soc_trk tsrc sref traffic_source partner_id sara_ecid sara_ref reflink xing_share xng_share_origin
    guccounter guce_referrer guce_referrer_sig dlvrit trk trkcampaign otc
    __twitter_impression twitter_impression ref_src ref_url __tn__ __xts__ __cft__
    spm scm share_source share_medium share_plat share_session_id share_tag sharetoken share_token vd_source
    unique_k xhsshare isappinstalled from_wecom
"""

# Sessions of servers that do without cookies, and marks of caches.
_SESSIONS = """
    phpsessid jsessionid sessionid session_id sess_id asp.net_sessionid cfid cftoken oscsid zenid
    doing_wp_cron nocache cachebuster cache_buster
"""

# Runtime parameters of AMP and its viewers (amp.dev, "AMP Viewer"; Google's and Bing's result pages).
_AMP = """
    amp_js_v amp_gsa amp_tf amp_ct amp_r amp_lite amp_latest_update_time amp_markup ampshare usqp
    __amp_source_origin
"""


def _names(*groups: str) -> frozenset[str]:
    lines = (line.partition("#")[0] for group in groups for line in group.splitlines())
    return frozenset(name for line in lines for name in line.split())


_ALWAYS = _names(_CLICKS, _MAIL, _ANALYTICS, _SESSIONS, _AMP)
_PREFIXES = (
    # Google and all who followed; Matomo and its older names; HubSpot ads; LinkedIn; internal campaigns of shops.
    *("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "trk_", "itm_", "stm_"),
    # Blueshift, Webtrekk, IBM Coremetrics, Mindbox, Eloqua, Salesforce, Bronto, classic ASP.
    *(
        "bsft_",
        "wt_mc",
        "wt_zmc",
        "cm_mmc",
        "mindbox-",
        "elqtrack",
        "elqaid",
        "elqat",
        "elqcampaign",
        "sfmc_",
        "_bta_",
    ),
    "aspsessionid",
)

_ON = frozenset(["", "0", "1", "true", "false", "yes", "no", "on", "off", "y", "n"])
_CHANNELS = _names(
    """
    rss rss2 atom feed feeds rssfeed rss_feed home homepage frontpage startpage index email mail e-mail newsletter
    newsletters nl push pushnotification notification app share shared sharing social twitter tw x facebook fb whatsapp
    wa telegram tg linkedin instagram ig pinterest reddit hn flipboard applenews apple_news msn yahoo google googlenews
    mobile desktop web google_news gnews bing smartnews upday pocket timeline groupmessage singlemessage searchresult
    """
)
_VARIANTS = frozenset(["amp", "mobile", "touch"])

# Names that are dropped only with one of these values.
_BY_VALUE = {
    **dict.fromkeys(["amp", "_amp", "is_amp", "isamp", "ampmode"], _ON | {"html"}),
    **dict.fromkeys(["mobile", "ismobile", "is_mobile", "nomobile", "mobileview"], _ON),
    **dict.fromkeys(
        [
            "outputtype",
            "output",
            "view",
            "format",
            "layout",
            "display",
            "mode",
            "device",
            "variant",
            "page_type",
        ],
        _VARIANTS,
    ),
    **dict.fromkeys(
        [
            "ref",
            "source",
            "src",
            "from",
            "via",
            "partner",
            "campaign",
            "origin",
            "referrer",
            "referer",
            "medium",
            "emc",
        ],
        _CHANNELS,
    ),
}
_BY_PATTERN = {
    "maca": re.compile(r".*rss.*"),  # Deutsche Welle names each of its feeds
    "mod": re.compile(r"rss.*"),
    # A short value may name an article; a long one of both letters and digits is a session.
    **dict.fromkeys(["sid", "session", "s"], re.compile(r"(?=.*[0-9])(?=.*[a-z])[0-9a-z]{20,}")),
}


def is_tracker(name: str, value: str) -> bool:
    """Tell whether the parameter *name* with *value* (both decoded, in lower case) leads to the same page without it."""
    if name in _ALWAYS or name.startswith(_PREFIXES) or value in _BY_VALUE.get(name, ()):
        return True
    pattern = _BY_PATTERN.get(name)
    return pattern is not None and pattern.fullmatch(value) is not None
