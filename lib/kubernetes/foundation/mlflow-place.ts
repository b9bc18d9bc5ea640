/** A place of files in the words of MLflow, which calls one in Azure by its container first. */
export function mlflowPlace(place: string): string {
  const [, account, container, rest] = /^https:\/\/([^/]+)\/([^/]+)(\/.*)?$/.exec(place) ?? [];
  return account === undefined ? place : `wasbs://${container}@${account}${rest ?? ''}`;
}
