"""What drawings are made with: filters that break their texts, place their labels, draw QR codes.

A drawing itself is a template of a theme, such as ``templates/base/figures/map.svg``; what data it
takes stands in the schema of drawings in ``sasshi.dialect``. It is drawn in points.
"""
