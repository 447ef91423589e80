"""What is drawn: where the parts of each drawing stand. The templates turn them into SVG.

It stands on `model`, and knows no HTML.
"""
