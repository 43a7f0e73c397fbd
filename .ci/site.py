"Build the website into _docs/: the notebooks as nbdev processes them, then myst-nb and Sphinx. Any warning is an error."
import io, json, os, re, shutil, sys, time
from html import escape
from pathlib import Path

os.environ.setdefault('MPLBACKEND', 'agg')

from docs import npm
from docs.pictures import card, mark
from pages import Links, Notebook, cfg, colab, hidden, joined, markdown, nbs, notebooks, root, site, slug

here,work,docs = Path(__file__).parent,root/'_proc',Path(cfg.doc_path)
version = re.search(r'^version *= *(\S+)', (root/'settings.ini').read_text(encoding='utf-8'), re.M)[1]
src,static,out = work/'pages',work/'static',work/'html' # the site goes to `docs` when it is complete


def mathjax():
    "MathJax's program and fonts into the static folder, so that no page asks another host for anything"
    for name,data in npm.files('mathjax@3.2.2'):
        if name not in ('LICENSE', 'es5/tex-chtml-full.js') and not name.startswith('es5/output/chtml/fonts/woff-v2/'): continue
        to = static/'mathjax'/name.removeprefix('es5/')
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(data)


# --- from processed notebooks to what myst-nb reads --------------------------------------------------------------------

def relative(nb, name, anchor):
    "Link from one page's source to another's, as MyST wants it"
    return os.path.relpath(name, Path(nb.page).parent) + '.ipynb' + anchor


def linked(output, nb, links):
    "A cell's output with the links of what code wrote as Markdown; the notebook's own stays as it is"
    data = output.get('data', {})
    if 'text/markdown' not in data: return output
    return output | dict(data=data | {'text/markdown': links(joined(data['text/markdown']), nb)})


def adapted(nb, links):
    "The cells of a processed notebook with myst-nb's tags"
    cells = []
    for c in nb.cells:
        new = dict(cell_type=c.cell_type, source=c.source, metadata={}, id=c.get('id') or f'c{len(cells)}')
        if c.cell_type == 'markdown': new['source'] = re.sub(r'^\[source\]\((\S+)\)$', r'[source](\1){.viewcode}', links(c.source, nb), flags=re.M)
        if c.cell_type == 'code':
            new |= dict(execution_count=None, outputs=[linked(o, nb, links) for o in c.get('outputs', [])])
            new['metadata'] = dict(tags=[f'remove-{o}' for o in ('input', 'output') if hidden(c, o)] + ['hide-input']*bool(c.get('folded')))
            said = [o.get('data', {}).get('text/markdown') for o in new['outputs']]
            if said and all(said) and hidden(c, 'input') and not hidden(c, 'output'): # text that code wrote
                new = dict(cell_type='markdown', source='\n\n'.join(said), metadata={}, id=new['id'])
            if alt := c.directives_.get('fig-alt'): new['metadata']['mystnb'] = dict(image=dict(alt=alt))
        cells.append(new)
    return cells


def toctree(caption, names):
    return f'```{{toctree}}\n:hidden:\n:caption: {caption}\n\n' + '\n'.join(names) + '\n```'


def write_page(nb, links, extra=()):
    cells = adapted(nb, links) + [dict(cell_type='markdown', source=t, metadata={}, id=f't{i}') for i,t in enumerate(extra)]
    meta = dict(kernelspec=dict(name='python3', language='python', display_name='python3'), language_info=dict(name='python', pygments_lexer='python3'))
    path = src/f'{nb.page}.ipynb'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(cells=cells, metadata=meta, nbformat=4, nbformat_minor=5)), encoding='utf-8')


# --- pages that are made here ------------------------------------------------------------------------------------------

def symbols(api):
    "The index of symbols: each name in a module's `__all__`, where it is described, and its first line"
    rows,missing = [],[]
    for nb in api:
        for name in getattr(nb.module, '__all__', ()):
            o = getattr(nb.module, name)
            if callable(o) and getattr(o, '__module__', nb.module.__name__) != nb.module.__name__: continue     # described where it is defined
            doc = ((o.__doc__ or '').strip().splitlines() or [''])[0].replace('|', r'\|') if callable(o) else f'A {type(o).__name__}'
            if name in nb.symbols or not callable(o): rows.append((name, nb, doc, '#' + name.lower()*callable(o)))
            else: missing.append(f'{nb.module.__name__}.{name}')
    if missing: raise SystemExit(f"Exported, but not described on any page: {', '.join(missing)}.")
    head = '# Symbols\n\n> Everything that the package exports, by name\n\n| Symbol | Defined in | What it is |\n|---|---|---|\n'
    return lambda to: head + '\n'.join(f'| [`{n}`]({to(nb, a.rstrip("#"))}) | [{nb.page}]({to(nb, "")}) | {d} |'
                                       for n,nb,d,a in sorted(rows, key=lambda r: r[0].lower())) + '\n'


def llms(index, groups):
    "llms.txt (llmstxt.org): the site's pages as Markdown, for readers that are programs"
    lines = [f'# {cfg.lib_name}', f'> {index.description}', f'- [{index.title}]({site}index.html.md): the front page']
    for group,pages in groups.items():
        if pages: lines += [f'## {group}', '\n'.join(f'- [{o.title}]({site}{o.page}.html.md): {o.description}' for o in pages)]
    return '\n\n'.join([*lines, '## Optional', f'- [Symbols]({site}symbols.html.md): every exported name, with a link to its description']) + '\n'


def write_markdown(nb, links):
    "The page as Markdown beside its HTML, with its figures in a folder"
    path,n = out/f'{nb.page}.html.md',[0]
    def save(png):
        n[0] += 1
        to = out/f'{nb.page}_files'/f'figure-{n[0]}.png'
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(png)
        return f'{to.parent.name}/{to.name}'
    path.write_text(markdown(nb, links, save), encoding='utf-8')


# --- Sphinx ------------------------------------------------------------------------------------------------------------

CONF = dict(project=cfg.lib_name, version=version, release=version, author='The rkd_nb contributors', html_title=cfg.lib_name, language='en', nitpicky=True,
    copyright='the rkd_nb contributors; Apache 2.0', extensions=['myst_nb', 'sphinx_copybutton', 'sphinx.ext.githubpages'],
    nb_execution_mode='off', nb_merge_streams=True, nb_code_prompt_show='Code', nb_code_prompt_hide='Code', nb_ipywidgets_js={}, suppress_warnings=['myst.header', 'config.cache'], myst_heading_slug_func=slug, html_context=dict(default_mode='auto'),
    myst_enable_extensions=['dollarmath', 'amsmath', 'colon_fence', 'deflist', 'html_image', 'attrs_inline'],
    myst_dmath_double_inline=True, myst_heading_anchors=4, mathjax_path='mathjax/tex-chtml-full.js',
    html_theme='sphinx_book_theme', html_baseurl=site, html_show_sourcelink=False, html_copy_source=False, html_show_sphinx=False,
    html_use_index=False, html_last_updated_fmt=None, html_static_path=[str(here/'docs'/'static'), str(static)], html_css_files=['style.css'], html_js_files=['site.js'],
    html_favicon=str(static/'mark.svg'), copybutton_selector='div.cell_input pre, .highlight-python pre, .highlight-sh pre, .highlight-bibtex pre',
    html_theme_options=dict(repository_url=cfg.git_url, repository_branch=cfg.branch, use_repository_button=True, use_download_button=False,
        use_fullscreen_button=False, home_page_in_toc=True, show_navbar_depth=1, show_toc_level=2, navbar_persistent=[],
        logo=dict(text=cfg.lib_name, image_light=str(static/'mark.svg'), image_dark=str(static/'mark.svg'), alt_text=f'Mark of {cfg.lib_name}'),
        pygments_light_style='a11y-high-contrast-light', pygments_dark_style='a11y-high-contrast-dark'))


def claim_anchors(body, symbols):
    "Where a title is a symbol's name, the anchor of that name belongs to the symbol's entry, which comes later"
    for a in map(str.lower, symbols):
        if f'id="{a}-1"' not in body: continue
        for k in ('id="{}"', 'href="#{}"'): body = body.replace(k.format(a), k.format(f'about-{a}'), 1)
        body = body.replace(f'id="{a}-1"', f'id="{a}"')
    return body


def page_head(pages):
    "Handler that adds what search engines and link previews read, and links to the page's other forms"
    def add(app, name, template, context, doctree):
        if name not in pages: return
        title,text,source,symbols = pages[name]
        title = cfg.lib_name if name == 'index' else f'{title} · {cfg.lib_name}'
        tags = [('name', 'description', text), ('property', 'og:title', title), ('property', 'og:description', text), ('property', 'og:type', 'website'),
                ('property', 'og:url', f'{site}{name}.html'), ('property', 'og:image', f'{site}_static/card.png'),
                ('property', 'og:image:alt', 'Five points of a teacher and of a student, before and after distillation'),
                ('name', 'twitter:card', 'summary_large_image'), ('property', 'og:site_name', cfg.lib_name)]
        context['metatags'] += '\n'.join(f'<meta {k}="{v}" content="{escape(t, quote=True)}">' for k,v,t in tags)
        context['metatags'] += f'\n<link rel="alternate" type="text/markdown" href="{Path(name).name}.html.md">'
        links = f'<a href="{Path(name).name}.html.md">Markdown</a>'
        if source: links += f' · <a href="{cfg.git_url}/blob/{cfg.branch}/nbs/{source}">notebook</a> · <a href="{colab(source)}">on Colab</a>'
        about = f'About {cfg.lib_name} {version}, as branch {cfg.branch} has it · <a href="{cfg.git_url}/blob/{cfg.branch}/CHANGELOG.md">Changes</a>'
        body = context.get('body', '').replace(' aria-label="Toggle hidden content"', '')      # the summary's own word is its name
        context['body'] = claim_anchors(body, symbols) + f'<p class="page-forms">This page as {links}<br>{about}</p>'
    return add


def sphinx(pages):
    "Run Sphinx; its warnings, if any"
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils
    warnings = io.StringIO()
    with patch_docutils(), docutils_namespace():
        app = Sphinx(src, None, out, work/'tmp'/'doctrees', 'html', confoverrides=CONF, status=None, warning=warnings, freshenv=True, warningiserror=True)
        app.connect('html-page-context', page_head(pages))
        app.build()
    return re.sub(r'\x1b\[[\d;]*m', '', warnings.getvalue()).strip()


def main():
    start = time.perf_counter()
    shutil.rmtree(work, ignore_errors=True)
    index,groups = Notebook(nbs/cfg.readme_nb),{k: [Notebook(p) for p in v] for k,v in notebooks().items()}
    all_nbs = [index, *sum(groups.values(), [])]
    mathjax()
    (static/'mark.svg').write_text(mark())
    card(index, static/'card.png')
    by_name = symbols([o for v in groups.values() for o in v])
    (src/'tutorials').mkdir(parents=True)
    (src/'symbols.md').write_text(by_name(lambda nb, anchor: f'{nb.page}.ipynb{anchor}'), encoding='utf-8')
    trees = [toctree(k, [o.page for o in v] + ['symbols']*(k == 'Commands')) for k,v in groups.items() if v]
    here_links = Links(all_nbs, relative)
    for o in all_nbs: write_page(o, here_links, trees if o is index else ())
    pages = {o.page: (o.title, o.description, o.rel.as_posix(), o.symbols) for o in all_nbs} | dict(symbols=('Symbols', 'Everything that the package exports, by name', None, ()))
    if bad := sphinx(pages): sys.exit(f'{bad}\nThe site was not built: every warning is an error.')
    md_links = Links(all_nbs, lambda nb,name,anchor: os.path.relpath(name, Path(nb.page).parent) + '.html.md' + anchor)
    for o in all_nbs: write_markdown(o, md_links)
    (out/'symbols.html.md').write_text(by_name(lambda nb, anchor: f'{nb.page}.html.md{anchor}'), encoding='utf-8')
    (out/'llms.txt').write_text(llms(index, groups), encoding='utf-8')
    shutil.rmtree(docs, ignore_errors=True)
    shutil.move(out, docs)
    print(f'{len(pages)} pages in {docs.relative_to(root)}/ after {time.perf_counter() - start:.0f} s')


if __name__ == '__main__': main()
