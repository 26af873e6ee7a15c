"""The judgement of one man: rules, due dates, exposure; pure, exact, without a clock."""
