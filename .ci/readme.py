"Write README.md, with its images, from nbs/index.ipynb; with --check, only say whether they are what this script would write"
import base64, json, re, sys
from pathlib import Path

root = Path(__file__).resolve().parents[1]
images = root/'.github'/'images'
HIDE = ('hide', 'hide_output', 'hide_input')


def flags(source):
    "Directives of a cell, from its `#|` lines"
    return {l[2:].strip() for l in source.splitlines() if l.startswith('#|')}


def site_links(text, site):
    "Links to other notebooks become links to their pages on the site"
    return re.sub(r'\]\((?:\d\w+?_)?(\w+)\.ipynb(#[^)]*)?\)', rf']({site}\1.html\2)', text)


def outputs(cell, n, files):
    "A code cell's outputs as Markdown; its images are added to `files`"
    for o in cell['outputs']:
        data = o.get('data', {})
        if 'image/png' in data:
            name = f'index-{n}-{len(files)}.png'
            files[name] = base64.b64decode(''.join(data['image/png']))
            alt = next((f.split(':', 1)[1].strip() for f in flags(''.join(cell['source'])) if f.startswith('fig-alt:')), 'Figure')
            yield f'![{alt}](.github/images/{name})'
        elif 'text/markdown' in data: yield ''.join(data['text/markdown'])
        elif text := ''.join(o.get('text') or data.get('text/plain') or ''): yield '\n'.join('    ' + l for l in text.rstrip().splitlines())


def convert(nb, site):
    "The text of README.md, and its images by name"
    parts,files = [],{}
    for n, cell in enumerate(nb['cells']):
        source,on = ''.join(cell['source']),flags(''.join(cell['source']))
        if 'hide' in on or not source.strip(): continue
        if cell['cell_type'] == 'markdown': parts.append(site_links(source, site))
        if cell['cell_type'] != 'code': continue
        code = '\n'.join(l for l in source.splitlines() if not l.startswith('#|')).strip()
        if not on & {'hide_input', 'echo: false'}: parts.append(f'```python\n{code}\n```')
        if 'hide_output' not in on: parts.extend(outputs(cell, n, files))
    note = '<!-- Written by .ci/readme.py from nbs/index.ipynb: edit that instead. -->'
    return '\n\n'.join([note, *parts]) + '\n', files


def main():
    site = re.search(r'^Documentation = "(.*)"', (root/'pyproject.toml').read_text(), re.M)[1]
    text,files = convert(json.loads((root/'nbs'/'index.ipynb').read_text(encoding='utf-8')), site)
    want = {root/'README.md': text.encode()} | {images/k: v for k,v in files.items()}
    stale = {p for p in images.glob('index-*.png')} - set(want)
    wrong = [p for p,v in want.items() if not p.exists() or p.read_bytes() != v] + sorted(stale)
    if '--check' in sys.argv:
        if wrong: sys.exit('Not what nbs/index.ipynb gives: ' + ', '.join(str(p.relative_to(root)) for p in wrong) + '. Run python .ci/readme.py.')
        return
    images.mkdir(parents=True, exist_ok=True)
    for p in stale: p.unlink()
    for p,v in want.items(): p.write_bytes(v)


if __name__ == '__main__': main()
