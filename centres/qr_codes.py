"""QR codes as pictures for papers."""

import qrcode


def qr_code(text: str) -> str:
    """The text as an SVG of black squares."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    squares = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(squares) for x, black in enumerate(line) if black)
    size = len(squares)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'
