// SPDX-License-Identifier: Apache-2.0
// `npm run lock`: adds to package-lock.json the platform packages that npm has left out. npm drops an optional package
// that its registry does not have, without a word, and `npm ci` then refuses the lock file. What a package of another
// platform is for stands in its name; on that platform npm fetches it by its version.
import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const LIBC: Readonly<Record<string, string>> = { gnu: 'glibc', musl: 'musl', gnueabihf: 'glibc', musleabihf: 'musl' };

function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> | undefined {
  const words = (name.split('/').at(-1) ?? '').split('-');
  const os = OS.find((value) => words.includes(value));
  const cpu = CPU.find((value) => words.includes(value));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = os === 'linux' ? words.map((word) => LIBC[word]).find((value) => value !== undefined) : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
const added: [string, LockedPackage][] = [];
for (const { dev, optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`;
    const platform = platformOf(name);
    if (platform === undefined || Object.keys(lock.packages).some((known) => known.endsWith(path))) continue;
    added.push([path, { version, ...(dev ? { dev } : {}), optional: true, ...platform }]);
  }
}
const packages = Object.entries(lock.packages).concat(added);
lock.packages = Object.fromEntries(packages.toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`added ${added.length} packages of other platforms`);
