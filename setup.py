"Package metadata for setuptools, read from settings.ini, which is the one place to change it."
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

root = Path(__file__).parent
config = ConfigParser(delimiters=['='], interpolation=None)
config.read(root/'settings.ini', encoding='utf-8')
cfg = config['DEFAULT']


def lines(key):
    "The non-empty lines of setting `key`"
    return [o.strip() for o in cfg.get(key, '').splitlines() if o.strip()]


# every `NAME_requirements` is the extra `NAME`
extras = {k.removesuffix('_requirements'): lines(k) for k in cfg if k.endswith('_requirements')}

setup(
    version=cfg['version'],
    description=cfg['description'],
    long_description=(root/'README.md').read_text(encoding='utf-8') if (root/'README.md').exists() else '',
    long_description_content_type='text/markdown',
    author=cfg['author'],
    author_email=cfg['author_email'],
    license=cfg['license'],
    keywords=cfg['keywords'],
    classifiers=['Development Status :: 4 - Beta', 'Intended Audience :: Developers', 'Intended Audience :: Science/Research',
                 'Programming Language :: Python :: 3', 'Topic :: Scientific/Engineering :: Artificial Intelligence'],
    packages=find_packages(include=['rkd_nb', 'rkd_nb.*']),
    install_requires=lines('requirements'),
    extras_require=extras,
    entry_points={'console_scripts': lines('console_scripts'), 'nbdev': ['rkd_nb = rkd_nb._modidx:d']},
)
