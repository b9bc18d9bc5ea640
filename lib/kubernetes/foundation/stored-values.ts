import { k8s } from 'cdk8s-plus-28';

/** The API server stores no empty list. */
export function some<T>(all: T[]): T[] | undefined {
  return all.length > 0 ? all : undefined;
}

/** Environment variables of a container, in the order in which they are given. The API server stores an empty value as none, which means the same. */
export function variables(values: Readonly<Record<string, string>>): k8s.EnvVar[] {
  return Object.entries(values).map(([name, value]) => ({ name, ...value !== '' && { value } }));
}
