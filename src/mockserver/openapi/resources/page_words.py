"""What parameters and members are called that are about pages: plain names, as `words.plain_name` makes them.

Sources: RFC 7644 §3.4.2.4 (SCIM), JSON:API 1.1 §Pagination, OData 4.01, Spring Data, Django REST framework, Laravel,
Kubernetes, and the APIs that are published.
"""

from __future__ import annotations

# parameters

SIZES = ("limit", "perpage", "pagesize", "top", "maxresults", "pagelimit", "pagelen")
OFFSETS = ("offset", "skip", "pageoffset")  # not `startIndex`, which counts from 1 in RFC 7644
NUMBERS = ("page", "pagenumber", "pageno")
CURSORS = (
    "cursor",
    "pagetoken",
    "nexttoken",
    "after",
    "startingafter",
    "nextcursor",
    "continuationtoken",
    "pagecursor",
)
MORE_SIZES = (
    *SIZES,
    "itemsperpage",
    "resultsperpage",
    "recordsperpage",
    "maxitems",
    "maxpagesize",
    "maxrecords",
    "maxrows",
    "pagecount",
    "batchsize",
    "take",
    "count",
    "size",
    "rows",
    "max",
    "num",
    "amount",
    "first",
)
MORE_OFFSETS = (*OFFSETS, "startindex", "startat", "pagestart", "offsetindex", "start", "from")
MORE_NUMBERS = (*NUMBERS, "pagenum", "pageindex", "pagenr", "currentpage", "pageid", "p")
MORE_CURSORS = (
    *CURSORS,
    "pageafter",
    "startafter",
    "aftercursor",
    "nextpagetoken",
    "nextpage",
    "next",
    "continue",
    "continuation",
    "marker",
    "paginationtoken",
    "exclusivestartkey",
    "lastkey",
    "bookmark",
    "scrollid",
    "skiptoken",
    "startcursor",
    "pagingtoken",
    "afterid",
    "sinceid",
    "lastid",
)
BEFORES = ("endingbefore", "before", "beforeid", "pagebefore", "endbefore", "beforecursor", "previouscursor")
IDENTIFIER_CURSORS = ("startingafter", "startafter", "afterid", "sinceid", "lastid", "endingbefore", "beforeid")

# members of a response

NEXT_TOKENS = ("nextcursor", "nextpagetoken", "nexttoken", "next", "nextpage", "continuationtoken")
TOKENS = ("endcursor", "cursor", "after")  # may be that of the present page, if another member tells the next one
MORE_NEXT_TOKENS = (
    *NEXT_TOKENS,
    "nextpagecursor",
    "nextmarker",
    "continue",
    "continuation",
    "nextpageid",
    "nextkey",
    "lastevaluatedkey",
    "scrollid",
    "bookmark",
    "marker",
    "paginationtoken",
    "nextskiptoken",
    "aftercursor",
)
PREVIOUS_TOKENS = (
    "previouscursor",
    "prevcursor",
    "previouspagetoken",
    "prevpagetoken",
    "previoustoken",
    "prevtoken",
    "startcursor",
    "beforecursor",
    "before",
)
TOTALS = ("total", "totalcount", "totalitems", "totalresults", "totalelements", "totalrecords")
MORE_TOTALS = (
    *TOTALS,
    "totalsize",
    "totalrows",
    "totalhits",
    "totalentries",
    "totalobjects",
    "totalnumber",
    "totaldocs",
    "totaldocuments",
    "totalamount",
    "totalmatches",
    "recordstotal",
    "recordsfiltered",
    "itemstotal",
    "numfound",
    "odatacount",
    "fullcount",
    "overallcount",
    "allcount",
)
COUNTS = (
    "count",
    "numberofelements",
    "pagecount",
    "itemsonpage",
    "returned",
    "itemsreturned",
    "numreturned",
    "currentitemcount",
    "resultsize",
    "size",
    "length",
    "itemcount",
    "resultcount",
    "recordcount",
)
PAGES = (
    "totalpages",
    "pages",
    "pagecount",
    "pagestotal",
    "numpages",
    "numberofpages",
    "lastpage",
    "maxpage",
    "pagetotal",
)
SHOWN_SIZES = (
    "perpage",
    "pagesize",
    "limit",
    "itemsperpage",
    "resultsperpage",
    "pagelimit",
    "maxresults",
    "pagelen",
    "size",
    "top",
    "per",
    "take",
)
SHOWN_NUMBERS = (
    "page",
    "pagenumber",
    "currentpage",
    "pageno",
    "pagenum",
    "pageindex",
    "number",
    "current",
    "pagecurrent",
)
SHOWN_OFFSETS = ("offset", "skip", "startindex", "startat", "start", "pageoffset")
FLAGS = ("hasmore", "hasnext", "hasnextpage")
MORE_FLAGS = (
    *FLAGS,
    "hasmoreitems",
    "hasmorepages",
    "hasmoreresults",
    "more",
    "moreavailable",
    "istruncated",
    "moreresults",
    "moreitems",
)
BACK_FLAGS = ("hasprevious", "hasprev", "haspreviouspage", "hasprevpage")
LAST_FLAGS = ("last", "islast", "islastpage", "lastpage", "end", "done", "complete", "iscomplete")
FIRST_FLAGS = ("first", "isfirst", "isfirstpage", "firstpage")
LINKS = ("next", "nexturl", "nextlink", "nextpage", "nextpageurl", "nextpagelink", "odatanextlink")

# names that begin the name of another page

NEXT = ("next", "following")
PREVIOUS = ("prev", "previous", "preceding")

WRAPPERS = ("data", "items", "results", "value", "values", "records", "entries", "content", "_embedded", "list")
"""Members that hold the items of a page."""
