"What the website and README.md share: the notebooks as nbdev processes them, and Markdown made of them"
import ast, base64, importlib, inspect, re
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from fastcore.docments import docments
from nbdev import processors as P
from nbdev.config import get_config, nbpath2html
from nbdev.doclinks import NbdevLookup, nbglob
from nbdev.process import NBProcessor, Processor
from nbdev.showdoc import BasicMarkdownRenderer, show_doc

cfg = get_config(Path(__file__).parent)
root,nbs,site = Path(cfg.config_path),Path(cfg.nbs_path),cfg.doc_url.rstrip('/') + '/'
# a group of pages and the notebooks that it holds, by their place in nbs/: tutorials, the five floors, results
GROUPS = {'Tutorials': 'tutorials/*', 'The method': '0*', 'In fastai': '1*', 'Measuring': '2*', 'Running': '3*', 'Commands': '4*', 'Results': 'results/*'}


def page(path):
    "Name of the page of the notebook at `path`, relative to nbs/: '00_geometry.ipynb' is 'geometry'"
    return nbpath2html(PurePosixPath(path)).with_suffix('').as_posix()


def slug(title):
    "Anchor of a heading: a symbol's own name in lower case, as nbdev links to it, else as on GitHub"
    title = title.strip().lower()
    return title if re.fullmatch(r'[a-z_][\w.]*', title) else re.sub(r'[^\w\- ]', '', title.replace(' ', '-'))


def colab(rel):
    "Address that opens the notebook at `rel`, relative to nbs/, on Colab"
    return f"https://colab.research.google.com/github/{cfg.git_url.removeprefix('https://github.com/')}/blob/{cfg.branch}/nbs/{rel}"


BADGE = re.compile(r'\[!\[Open in Colab\]\([^)\s]*\)\]\(([^)\s]*)\)')


def without_badge(text, rel):
    "`text` with its Colab badge as plain words, for a page of the site asks no other host for an image"
    def link(m):
        if m[1] != colab(rel): raise SystemExit(f'nbs/{rel}: the badge must lead to {colab(rel)}, but leads to {m[1]}.')
        return f'[Open in Colab]({m[1]})'
    return BADGE.sub(link, text)


def notebooks():
    "Each group with its notebooks, in their order; the index is the front page and in no group"
    found = {k: sorted(nbs.glob(f'{v}.ipynb')) for k,v in GROUPS.items()}
    names = [page(p.relative_to(nbs)) for v in found.values() for p in v]
    if twice := sorted({n for n in names if names.count(n) > 1}): raise SystemExit(f"Two notebooks make the same page: {', '.join(twice)}.")
    if homeless := {p for p in nbs.glob('[!_.]*.ipynb')} - {p for v in found.values() for p in v} - {nbs/cfg.readme_nb}:
        raise SystemExit(f"No group of pages holds {', '.join(sorted(p.name for p in homeless))}; see GROUPS.")
    return found


# --- what show_doc shows -----------------------------------------------------------------------------------------------

class Named:
    "A function or class as a default value: shown by its name, not by its address"
    def __init__(self, o): self.name = o.__name__
    def __repr__(self): return self.name

def _default(o): return Named(o) if o is not inspect.Parameter.empty and callable(o) and hasattr(o, '__name__') else o
def _code(o): return '' if o is inspect.Parameter.empty else f'`{_default(o)!r}`'
def _anno(o): return '' if o is inspect.Parameter.empty else f'`{o if isinstance(o, str) else getattr(o, "__name__", o)}`'
def _text(o): return ' '.join((o or '').split()).replace('|', r'\|')


class ParameterTable(BasicMarkdownRenderer):
    "A symbol's heading, source link, signature, docstring, and the table of its parameters"
    def signature(self):
        if self.sig is None: return f'{self.nm}(...)'
        ps = [str(p.replace(annotation=p.empty, default=_default(p.default))) for n,p in self.sig.parameters.items() if n != 'self']
        one = f"{self.nm}({', '.join(ps)})"
        return one if len(one) <= 88 else f'{self.nm}(\n    ' + ',\n    '.join(ps) + ')'

    def table(self):
        doc = docments(self.sym, full=True)
        back,rows = doc.pop('return', None),{k: v for k,v in doc.items() if k != 'self'}
        line = lambda *cells: f"| {' | '.join(cells)} |"
        body = [line(f'`{k}`', _anno(v.anno), _code(v.default), _text(v.docment)) for k,v in rows.items()]
        if back and (back.docment or back.anno not in (None, inspect.Parameter.empty)):
            body.append(line('**returns**', _anno(back.anno), '', _text(back.docment)))
        return '\n'.join([line('Parameter', 'Type', 'Default', 'Meaning'), line(*['---']*4), *body]) if body else ''

    def _repr_markdown_(self):
        source = NbdevLookup().code(self.nm)
        parts = [f"{'#'*self.title_level} {self.nm}", f'[source]({source})' if source else '', f'```python\n{self.signature()}\n```', self.docs or '',
                 self.table()]
        return '\n\n'.join(filter(None, parts))


@lru_cache(None)
def package(name):
    "Module `name` of the package, from this very checkout"
    try: mod = importlib.import_module(f'{cfg.lib_name}.{name}')
    except Exception as e: raise SystemExit(f'The page of {cfg.lib_name}.{name} needs the module itself, which cannot be imported: {e}') from None
    if root not in Path(mod.__file__).resolve().parents: raise SystemExit(f'{mod.__file__} is not of this checkout; run pip install -e ".[dev]" in {root}.')
    return mod


def module(nb):
    "The module that a processed notebook exports; `None` if it exports none"
    name = next((c.directives_['default_exp'] for c in nb.cells if 'default_exp' in c.directives_), None)
    return package(name) if name and (Path(cfg.lib_path)/name.replace('.', '/')).with_suffix('.py').exists() else None


class FillShowDoc(Processor):
    "Give `show_doc` cells their text from the exported module; nothing of a notebook is run"
    def begin(self):
        self.shown = {P._get_nm(t) for c in self.nb.cells for t in P._show_docs(c.parsed_() or ())}
        self.nb.module_ = module(self.nb)
        self.ns = dict(vars(self.nb.module_) if self.nb.module_ else {}, show_doc=partial(show_doc, renderer=ParameterTable))
    def cell(self, cell):
        if not P._is_showdoc(cell): return
        trees = ast.parse(cell.source).body
        try: entries = [eval(ast.unparse(t), self.ns) for t in trees]
        except (NameError, AttributeError) as e: raise SystemExit(f'{cell.source}: {e}; is the package as nbdev-export makes it?') from None
        shown = [o for e in entries for o in self._with_methods(e)]
        cell.cell_type,cell.symbols = 'markdown',[o.nm for o in shown]
        cell.source = '\n\n'.join(o._repr_markdown_() for o in shown)

    def _with_methods(self, entry):
        "An entry and, if it is a class, those of its own documented methods that the notebook does not show elsewhere"
        yield entry
        if not isinstance(entry.sym, type): return
        for k,v in vars(entry.sym).items():
            method = getattr(entry.sym, k)
            if k[0] == '_' or not callable(method) or not method.__doc__ or f'{entry.nm}.{k}' in self.shown: continue
            if re.match('(before|after)_', k): continue         # an event of a callback, which the trainer calls and nobody else
            if inspect.unwrap(getattr(v, '__func__', v)).__module__ == entry.sym.__module__:
                yield ParameterTable(method, name=f'{entry.nm}.{k}', title_level=entry.title_level + 1)


class AddShowDocs(P.add_show_docs):
    "nbdev's, with the entries of a cell in the order of their definitions"
    def begin(self):
        super().begin()
        self.nb.cells[:] = [c for c in self.nb.cells if not (c.get('has_sd') and '(__' in c.source)]     # a module's own __getattr__
        entries = lambda c: c.get('has_sd')
        cells,i = self.nb.cells,0
        while i < len(cells):
            n = next((k for k in range(i, len(cells)) if not entries(cells[k])), len(cells))
            cells[i:n] = reversed(cells[i:n])
            i = n + 1


def fold_export(cell):
    "Keep what is exported, to be folded away, if it is more than imports; remove what is hidden, as nbdev does"
    directives = cell.directives_.keys() if cell.cell_type == 'code' and cell.directives_ else set()
    if not directives & P._hide_dirs: return
    exported = directives & {'export', 'exporti'} and 'hide' not in directives
    if exported and any(isinstance(t, (ast.FunctionDef, ast.ClassDef, ast.Assign)) for t in cell.parsed_() or ()): cell.folded = True
    else: del cell['source']


class Listing(P.FilterDefaults):
    "nbdev's processors, but for those that make Quarto's front matter and that run cells; code that is exported stays, folded"
    def base_procs(self):
        swap = {P.exec_show_docs: FillShowDoc, P.add_show_docs: AddShowDocs, P.rm_export: fold_export}
        skip = (P.FrontmatterProc, P.insert_warning, P.clean_show_doc, P.add_fold)
        return [swap.get(o, o) for o in super().base_procs() if o not in skip]
    def nb_proc(self, path): return NBProcessor(path, procs=self.procs())


def folds_last(cells):
    "The code of an exported cell after the entries that describe it"
    for i in reversed(range(len(cells))):
        if cells[i].get('folded'):
            n = next((k for k in range(i + 1, len(cells)) if not cells[k].get('symbols')), len(cells))
            cells[i:n] = [*cells[i + 1:n], cells[i]]
    return cells


class Notebook:
    "A processed notebook: what it is called, what it says of itself, its cells"
    def __init__(self, path):
        self.path,self.rel = Path(path),Path(path).relative_to(nbs)
        self.page = page(self.rel)
        proc = Listing().nb_proc(path)
        proc.process()
        self.module,self.cells = proc.nb.module_,folds_last([c for c in proc.nb.cells if c.source.strip()])
        for c in self.cells:
            if c.cell_type == 'markdown': c.source = without_badge(c.source, self.rel.as_posix())
        first = next((c.source for c in self.cells if c.cell_type == 'markdown'), '')
        title,quote = re.search(r'^# (.+)', first, re.M),re.search(r'^> (.+(?:\n> .+)*)', first, re.M)
        if not (title and quote): raise SystemExit(f'nbs/{self.rel} must begin with a cell of a title (# ...) and a sentence in a quote (> ...).')
        self.title,self.description = title[1].strip(),re.sub(r'\n> ?', ' ', quote[1]).strip()
        self.symbols = [s for c in self.cells for s in c.get('symbols', [])]
        for i,c in enumerate(self.cells): self._check(i, c)

    def _check(self, i, c):
        "Every figure says what it shows, and what says so has a figure"
        if c.cell_type != 'code': return
        figures,alt = [o for o in c.get('outputs', []) if 'image/png' in o.get('data', {})],c.directives_.get('fig-alt')
        where = f'nbs/{self.rel}, the code cell after "{self.heading(i)}"'
        if figures and not alt: raise SystemExit(f'{where}: a figure without a line `#| fig-alt: ...` that says what it shows.')
        if alt and not figures: raise SystemExit(f'{where}: `fig-alt` but no figure among the outputs; run the notebook.')

    def heading(self, i):
        heads = [h for c in self.cells[:i] if c.cell_type == 'markdown' for h in re.findall(r'^#+ (.+)', c.source, re.M)]
        return heads[-1] if heads else self.title


# --- links -------------------------------------------------------------------------------------------------------------

FENCE = re.compile(r'(^```.*?^```[ ]*$|^~~~.*?^~~~[ ]*$|\[`[^`\n]+`(?=\])|`[^`\n]+`)', re.M | re.S)


def outside_code(f, text):
    "Apply `f` to what is neither in a fence nor in backticks"
    return ''.join(p if i % 2 else f(p) for i,p in enumerate(FENCE.split(text)))


class Links:
    "Where links of a processed notebook lead, for one kind of output: `to(page, anchor)` writes the target"
    def __init__(self, all_nbs, to):
        self.to,self.pages = to,{o.page: o for o in all_nbs}
        self.known = {o.page: {s.lower() for s in o.symbols} for o in all_nbs}

    def __call__(self, text, nb):
        "`text` of notebook `nb` with its links to notebooks, and nbdev's links to symbols, replaced"
        def notebook(m):
            target = (nb.path.parent/m[1]).resolve()
            name = page(target.relative_to(nbs)) if nbs in target.parents else None
            if name not in self.pages: raise SystemExit(f'nbs/{nb.rel} links to {m[1]}, which is no page of the site.')
            return f']({self.to(nb, name, (m[2] or "").lower())})'
        def symbol(m):
            name,anchor = m[2],m[3][1:]
            if anchor not in self.known.get(name, ()): anchor = anchor.split('.')[0] # a method without its own entry: its class
            return f'[{m[1]}]({self.to(nb, name, "#" + anchor)})' if anchor in self.known.get(name, ()) else m[1]
        text = re.sub(r'\[(`[^`\n]+`)\]\(' + re.escape(site) + r'([^)#\s]*?)\.html(#[^)\s]+)\)', symbol, text)
        text = re.sub(r'\[\[(`[^`\n]+`)\]\([^)\s]*\)\]\(', r'[\1](', text) # a symbol within a link keeps the writer's link
        return outside_code(partial(re.sub, r'\]\(([^)\s:#]+\.ipynb)(#[^)\s]*)?\)', notebook), text)


# --- Markdown ----------------------------------------------------------------------------------------------------------

def hidden(cell, what):
    "Is the `input` or `output` of a code cell left out?"
    d = cell.directives_
    other = dict(input=('echo', 'hide_input'), output=('output', 'hide_output'))[what]
    return d.get(other[0]) == 'false' or other[1] in d


def joined(o): return o if isinstance(o, str) else ''.join(o or '')


def without_bars(text): return '\n'.join(o for o in text.split('\n') if not re.search(r'[█\r]', o)).strip('\n').rstrip()


def outputs(cell, save):
    "A code cell's outputs as Markdown; `save` takes the bytes of an image and returns its address"
    for o in cell.get('outputs', []):
        data = o.get('data', {})
        if 'image/png' in data: yield f"![{cell.directives_['fig-alt']}]({save(base64.b64decode(joined(data['image/png'])))})"
        elif 'text/markdown' in data: yield joined(data['text/markdown']).strip()
        elif text := without_bars(joined(o.get('text') or data.get('text/plain'))): yield f'```text\n{text}\n```'


def markdown(nb, links, save):
    "The whole of a processed notebook as plain Markdown"
    parts = []
    for c in nb.cells:
        if c.cell_type == 'markdown': parts.append(links(c.source, nb))
        if c.cell_type != 'code': continue
        if not hidden(c, 'input') or c.get('folded'): parts.append(f'```python\n{c.source.strip()}\n```')
        if not hidden(c, 'output'): parts.extend(links(o, nb) for o in outputs(c, save))
    return '\n\n'.join(p.strip() for p in parts) + '\n'
