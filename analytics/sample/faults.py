"""The words of ordinary incidents: where something fails, what people type, and what is found."""

from __future__ import annotations

from typing import Final

# component, business service, category
PARTS: Final = (
    ("case-web-01", "Case management", "Application"),
    ("case-search-01", "Case search", "Application"),
    ("case-database-01", "Case management", "Database"),
    ("document-store-01", "Document handling", "Storage"),
    ("letter-batch-01", "Letters and notices", "Batch"),
    ("message-queue-02", "Partner exchange", "Integration"),
    ("partner-gateway-01", "Partner exchange", "Integration"),
    ("identity-provider-01", "Sign in", "Access"),
    ("report-server-01", "Management reports", "Reporting"),
    ("caseworker-desktop", "Caseworker desktop", "End user"),
    ("site-network-04", "Office network", "Network"),
    ("payments-interface-01", "Payments", "Integration"),
    ("print-room-02", "Letters and notices", "Hardware"),
    ("backup-server-01", "Platform", "Infrastructure"),
)
# what people typed, what was found, and its code
FAULTS: Final = (
    ("slow for several teams", "query plan changed after statistics were refreshed", "QUERY-PLAN"),
    ("returns an error page", "unhandled empty field in an uploaded form", "EMPTY-FIELD"),
    ("shows yesterday's data", "scheduled refresh did not start", "MISSED-REFRESH"),
    ("does not open for one office", "route withdrawn by the carrier", "CARRIER-ROUTE"),
    ("rejects a valid reference number", "check digit rule out of date", "CHECK-DIGIT"),
    ("prints the wrong address block", "template released without its translation", "TEMPLATE"),
    ("drops the last page of a document", "page limit left at its test value", "PAGE-LIMIT"),
    ("stops halfway through the nightly run", "disk quota reached", "DISK-QUOTA"),
    ("asks for the password again and again", "clock of one server ran behind", "CLOCK-SKEW"),
    ("reports a missing attachment", "file moved while it was being scanned", "FILE-MOVED"),
    ("sends a letter twice", "retry without a check for the first delivery", "BLIND-RETRY"),
    ("shows an empty worklist", "cache not cleared after a role change", "STALE-CACHE"),
    ("cannot save a case note", "row lock held by an abandoned session", "ROW-LOCK"),
    ("does not accept a new user", "licence count reached", "LICENCES"),
    ("fails a health check", "memory limit set too low", "MEMORY-LIMIT"),
    ("loses the chosen filter", "session affinity missing on a new node", "SESSION-AFFINITY"),
    ("opens in the wrong language", "browser preference read before the profile", "PROFILE-ORDER"),
    ("counts a closed case as open", "status not copied when a case is split", "SPLIT-STATUS"),
    ("shows the dates of another office", "office calendar joined on its name", "OFFICE-CALENDAR"),
    ("takes minutes to print a list", "printer driver replaced by a generic one", "PRINTER-DRIVER"),
    ("does not send the weekly summary", "mailbox full", "MAILBOX"),
    ("refuses files above ten megabytes", "limit of the new proxy", "PROXY-LIMIT"),
    ("loses characters with an accent", "export written in the old code page", "CODE-PAGE"),
    ("logs people out at midnight", "session key changed with the date", "SESSION-KEY"),
    ("ignores the second page of a form", "form published without its last step", "FORM-STEP"),
    ("shows two cases for one person", "matching rule switched off for a test", "MATCHING-RULE"),
    ("stays on the waiting message", "event lost while a queue was drained", "QUEUE-DRAIN"),
    ("offers last year's rates", "reference data loaded into the training system", "REFERENCE-DATA"),
    ("rejects postcodes of new buildings", "address file six months old", "ADDRESS-FILE"),
    ("cannot be reached from home", "tunnel limited to one network", "TUNNEL"),
    ("prints on the wrong tray", "tray setting reset by a firmware update", "FIRMWARE"),
    ("rounds amounts down", "rounding done before the conversion", "ROUNDING"),
    ("freezes when a table is sorted", "table drawn again for every row", "TABLE-REDRAW"),
    ("forgets a delegated worklist", "delegation stored for the browser only", "DELEGATION"),
    ("misses entries of the night before", "night load began before its source ended", "LOAD-ORDER"),
    ("sends replies to a former team", "distribution list not maintained", "DISTRIBUTION-LIST"),
    ("warns of a full disk", "log level left at its most detailed", "LOG-LEVEL"),
    ("asks for a supervisor without need", "threshold typed without its decimal point", "THRESHOLD"),
    ("drops calls from the web chat", "idle limit of the load balancer", "IDLE-LIMIT"),
    ("shows a blank map", "key of the map service expired", "MAP-KEY"),
)
SECURITY_FAULTS: Final = (
    ("sign-ins from an unexpected country", "password reused from another service"),
    ("documents shared with the wrong partner team", "group membership copied from a leaver's profile"),
    ("malware found in an uploaded attachment", "attachment opened before its scan had finished"),
    ("administrator account used outside a change window", "emergency access not returned"),
)
