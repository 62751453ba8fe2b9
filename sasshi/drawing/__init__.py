"""What drawings in templates are made with: broken text, labels that keep clear, QR codes."""
