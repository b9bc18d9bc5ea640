import { hasLocalStorage } from '../../../lib/aws/foundation/local-storage';

test.each([
  'ml.g4dn.xlarge', 'ml.g5.2xlarge', 'ml.g6e.12xlarge', 'ml.p4d.24xlarge', 'ml.p5.48xlarge', 'ml.m5d.large', 'ml.c5d.xlarge', 'ml.r5d.large', 'ml.c6id.large',
  'ml.trn1.2xlarge', 'ml.p6-b200.48xlarge',
])('knows that %s has local disks, for which no key can be given', type => expect(hasLocalStorage(type)).toBe(true));

test.each(['ml.m5.large', 'ml.c5.xlarge', 'ml.p3.2xlarge', 'ml.t3.medium', 'ml.inf2.xlarge', 'ml.r5.large', undefined, '${Token[Type.1]}'])(
  'takes %s for a type with a volume', type => expect(hasLocalStorage(type)).toBe(false),
);
