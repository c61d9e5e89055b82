"""Fail, naming everything that keeps a text of `message_templates/` from going out as promised."""

import sys

from app.sms.catalog import Catalog

if __name__ == "__main__":
    catalog = Catalog.load()
    problems = catalog.problems()
    for problem in problems:
        print(problem)
    print(f"message templates: {len(problems)} to mend" if problems else "message templates: complete")
    sys.exit(1 if problems or not catalog.names else 0)
