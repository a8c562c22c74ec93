"""How fast the service is, beside other ways of serving the same model on the same machine.

    python -m benchmarks.serving            # everything; about half an hour
    python -m benchmarks.serving --quick    # everything, with wider spreads
    python -m benchmarks.serving report     # the last run's figures into docs/serving.md

What is measured, and how, stands in docs/serving.md.
"""
