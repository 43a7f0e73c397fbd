"Write README.md, with its images, from nbs/index.ipynb; with --check, only say whether they are what this script would write"
import sys

from pages import Links, Notebook, cfg, markdown, nbs, notebooks, root, site

images = root/'.github'/'images'
NOTE = '<!-- Written by .ci/readme.py from nbs/index.ipynb: edit that instead. -->\n\n'


def convert():
    "The text of README.md, and its images by name"
    index,files = Notebook(nbs/cfg.readme_nb),{}
    links = Links([index, *(Notebook(p) for v in notebooks().values() for p in v)], lambda nb,name,anchor: f'{site}{name}.html{anchor}')
    def save(png):
        name = f'index-{len(files) + 1}.png'
        files[name] = png
        return f'{cfg.git_url}/raw/{cfg.branch}/.github/images/{name}'    # absolute: package pages show it, too
    return NOTE + markdown(index, links, save), files


def main():
    text,files = convert()
    want = {root/'README.md': text.encode()} | {images/k: v for k,v in files.items()}
    stale = set(images.glob('index-*.png')) - set(want)
    wrong = sorted(stale | {p for p,v in want.items() if not p.exists() or p.read_bytes() != v})
    if '--check' in sys.argv:
        if wrong: sys.exit('Not what nbs/index.ipynb gives: ' + ', '.join(str(p.relative_to(root)) for p in wrong) + '. Run python .ci/readme.py.')
        return
    images.mkdir(parents=True, exist_ok=True)
    for p in stale: p.unlink()
    for p,v in want.items(): p.write_bytes(v)


if __name__ == '__main__': main()
