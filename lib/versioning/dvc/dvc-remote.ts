import { DvcDefinition, MlopsDefinition } from '../../definition';
import { dvcPlace, storeEnvironment } from '../../definition/data-stores';
import { awsPlace } from '../../definition/places';
import { storageScheme } from '../../definition/storage-place';

/** What DVC calls the store. */
const REMOTE = 'store';

/** Settings of a remote, as its section has them. */
type Settings = Readonly<Record<string, string | undefined>>;

/** `.dvc/config`: where data are pushed. Who may do that is told by the keys that a machine has, which no file of a repository holds. */
export function dvcConfig(system: MlopsDefinition, dvc: DvcDefinition): string {
  const settings: Settings = {
    ...remoteOf(system, dvc),
    // What is pulled is held against its name: a store could have been written to by others than DVC.
    verify: 'true',
  };
  return [
    '[core]',
    `    remote = ${REMOTE}`,
    '    analytics = false',
    `['remote "${REMOTE}"']`,
    ...Object.entries(settings).flatMap(([key, value]) => value === undefined ? [] : [`    ${key} = ${value}`]),
  ].join('\n');
}

/** The same place in the words of DVC, which has a scheme of its own for Azure and names the account beside it. */
function remoteOf(system: MlopsDefinition, dvc: DvcDefinition): Settings {
  const place = dvcPlace(system, dvc).replace(/\/$/, '');
  if (storageScheme(place) === 'https') {
    const [, account, path] = /^https:\/\/([^.]+)\.[^/]+\/(.+)$/.exec(place)!;
    return { url: `azure://${path}`, account_name: account };
  }
  const home = dvc.location === undefined ? storeEnvironment(system) : undefined;
  return { url: place, region: home && awsPlace(system, home)?.region, endpointurl: dvc.endpoint };
}
