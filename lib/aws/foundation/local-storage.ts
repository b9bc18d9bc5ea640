import { isKnown } from '../../private/tokens';

// A `d` after the generation means local NVMe (m5d, c6id, r6gd, x2iedn, z1d, p4de); the other families always have it.
const LOCAL_STORAGE = /^ml\.(?:[cmprxz]\d+[a-z]*d[a-z]*|g4dn|g4ad|g[5-9](?!g)[a-z]*|gr\d\w*|p[5-9][\w-]*|trn\d\w*|dl1|i\d\w*|d\d\w*|h1|f\d\w*)\./;

/**
 * Whether machines of a type store data on local NVMe disks. These are encrypted by hardware and take neither a KMS key nor a
 * size of their own.
 */
export function hasLocalStorage(instanceType: string | undefined): boolean {
  return isKnown(instanceType) && LOCAL_STORAGE.test(instanceType);
}
