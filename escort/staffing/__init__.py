"""How many agents each hour needs: by Erlang's formula, and by what the desk makes of such an hour, side by side.

presses an hour, seconds a case ─┬─▶ alerts.staffing: the formula ─────┐
                                 └─▶ simulated: the real Desk ─────────┴─▶ a line an hour
"""
