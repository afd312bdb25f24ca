/**
 * The part of the project's lockfile that one package of it needs to run, as a lockfile of its own: the same versions,
 * at the same places below node_modules, with the same checksums.
 */
export function lockfileOf({ name, version, license, bin, engines, dependencies }, whole) {
  const apart = Object.keys(whole.packages).filter((place) => place.startsWith('backend-sidecar/node_modules/'));
  if (apart.length > 0) {
    throw new Error(`Packages of the sidecar alone have no place in its lockfile yet: ${apart.join(', ')}`);
  }
  const needed = new Map();
  const visit = (names, from) => {
    for (const dependency of names) {
      const place = resolve(dependency, from, whole.packages);
      if (place !== undefined && !needed.has(place)) {
        const entry = whole.packages[place];
        needed.set(place, withoutMarks(entry));
        visit([...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }), ...peersOf(entry)], place);
      }
    }
  };
  visit(Object.keys(dependencies), '');
  const places = [...needed.keys()].sort();
  return {
    ...{ name, version, lockfileVersion: whole.lockfileVersion, requires: true },
    packages: {
      '': { name, version, license, dependencies, bin, engines },
      ...Object.fromEntries(places.map((place) => [place, needed.get(place)])),
    },
  };
}

function peersOf({ peerDependencies = {}, peerDependenciesMeta = {} }) {
  return Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
}

/** As Node looks it up: below the package itself, then below each folder around it. An optional one may be nowhere. */
function resolve(dependency, from, packages) {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${dependency}`;
    if (place in packages) {
      return place;
    }
    if (folder === '') {
      return undefined;
    }
  }
}

/** Here nothing is only for development. */
function withoutMarks({ dev: _dev, devOptional: _devOptional, peer: _peer, ...entry }) {
  return entry;
}
