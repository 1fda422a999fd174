"""What the timelines of a time add up to: how quickly presses were answered, what became of findings, who did what.

    log ──reading──▶ one case's timeline at a time ──facts──▶ ──tally──▶ Report ──▶ words, CSV, a page, JSON

Rule: reading waits, everything behind it is pure; no more than one case's entries are in memory at a time.
"""
