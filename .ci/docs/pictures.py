"The site's mark and its card for link previews"
import base64, io

import matplotlib.pyplot as plt

BLUE,ORANGE,INK = '#1f6fb2','#d9660a','#1b2733'


def mark():
    "The mark, an SVG: three samples, the distance of two and the angle at one"
    a,b,c = (14, 50),(50, 42),(26, 12)
    line = lambda p,q,colour: f'<path d="M{p[0]} {p[1]}L{q[0]} {q[1]}" stroke="{colour}" stroke-width="6" stroke-linecap="round"/>'
    dot = lambda p: f'<circle cx="{p[0]}" cy="{p[1]}" r="9" fill="{INK}" stroke="#fff" stroke-width="3"/>'
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none">'
            + line(a, b, BLUE) + line(a, c, ORANGE) + line(c, b, ORANGE) + dot(a) + dot(b) + dot(c) + '</svg>\n')


def first_figure(nb):
    "The first figure among a processed notebook's outputs, as an array"
    png = next(o['data']['image/png'] for c in nb.cells for o in c.get('outputs', []) if 'image/png' in o.get('data', {}))
    return plt.imread(io.BytesIO(base64.b64decode(png if isinstance(png, str) else ''.join(png))))


def card(nb, path):
    "The card, 1200 x 630 pixels: the name, the front page's sentence and its figure"
    import textwrap
    fig = plt.figure(figsize=(12, 6.3), dpi=100, facecolor='white')
    fig.text(0.05, 0.86, nb.title, size=46, weight='bold', color=INK, va='center')
    fig.text(0.05, 0.76, '\n'.join(textwrap.wrap(nb.description, 74)), size=20, color='#3a4754', va='top', linespacing=1.4)
    ax = fig.add_axes((0.04, 0.03, 0.92, 0.52))
    ax.imshow(first_figure(nb))
    ax.axis('off')
    fig.savefig(path)
    plt.close(fig)
