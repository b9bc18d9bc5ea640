import { Aws, CfnMapping, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  DEFAULT_VERSIONS, DOMAIN_SUFFIXES, FRAMEWORK_IMAGES, IMAGE_ACCOUNTS, OLD_PYTHON, ImagePublisher, ImagePurpose, ImageRepository, ImageTags,
} from './framework-image-table';
import { ServingFramework } from '../../definition/values';
import { MlopsError } from '../../private/errors';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** Which prebuilt image is asked for. */
export interface ImageRequest {
  readonly framework: ServingFramework;
  /** As in the image's tag, or its beginning: `2.6` is `2.6.0`. Without it the default version of the framework. */
  readonly version?: string;
  readonly purpose: ImagePurpose;
  /** Decides between the images for CPU and for GPU; without it the one for CPU. */
  readonly instanceType?: string;
}

/** The URI of a framework's prebuilt image in the region of the scope's stack; the region may be a token. */
export function frameworkImage(scope: Construct, request: ImageRequest): string {
  const { region } = Stack.of(scope);
  const problems = new Problems();
  imageProblems(request, region, problems);
  if (problems.all.length > 0) {
    throw new MlopsError('NoFrameworkImage', `${scope.node.path}: ${problems.all.map(problem => problem.message).join('; ')}`);
  }
  const { repository } = repositoryOf(request);
  return `${registry(scope, FRAMEWORK_IMAGES[request.framework].publisher, region)}/${repository}:${imageTag(request)!}`;
}

/** Says why there is no such image: unknown version, unknown region, or a processor that it is not made for. */
export function imageProblems(request: ImageRequest, region: string | undefined, problems: Problems): void {
  const { framework, purpose } = request;
  if (!isKnown(framework)) return;
  const { publisher } = FRAMEWORK_IMAGES[framework];
  const { versions } = repositoryOf(request);
  const image = `prebuilt ${framework} image for ${purpose}`;
  const version = knownVersion(request);
  if (version === undefined) {
    const known = Object.keys(versions).reverse().join(', ');
    problems.add(`must be a version for which the library knows a ${image}, got ${JSON.stringify(request.version)}; known are ${known}; `
      + 'for another one set `image`');
  }
  if (isKnown(region) && !IMAGE_ACCOUNTS[publisher][region]) {
    const known = Object.keys(IMAGE_ACCOUNTS[publisher]).sort().join(', ');
    problems.add(`the library knows no ${image} in region ${JSON.stringify(region)}, only in ${known}; set \`image\``);
  }
  const misfit = machineProblem(request);
  if (misfit !== undefined) problems.add(misfit);
}

/** Says why the machine cannot run the image; nothing when it can, or when there is no such version at all. */
export function machineProblem(request: ImageRequest): string | undefined {
  const { framework, purpose, instanceType } = request;
  if (!isKnown(instanceType) || !isKnown(framework)) return undefined;
  const image = `prebuilt ${framework} image for ${purpose}`;
  if (/^ml\.([a-z]+\d+g|inf|trn)/.test(instanceType)) {
    return `there is no ${image} for instance type ${JSON.stringify(instanceType)} (Graviton, Inferentia and Trainium need an image of their `
      + 'own); choose another type or set `image`';
  }
  const version = knownVersion(request);
  if (version === undefined || repositoryOf(request).versions[version]![processor(instanceType)]) return undefined;
  const [wrong, right] = processor(instanceType) === 'gpu' ? ['GPU', 'a CPU'] : ['CPU', 'a GPU'];
  return `there is no ${image} ${version} for ${wrong} instance types, got ${JSON.stringify(instanceType)}; choose ${right} type or set \`image\``;
}

/** Whether there is an image of exactly this version; used to serve a model with the version that trained it. */
export function hasFrameworkImage(request: ImageRequest): boolean {
  return !isKnown(request.framework) || knownVersion(request) !== undefined;
}

/** Whether the image's Python is older than 3.9. */
export function isOld(request: ImageRequest): boolean {
  return OLD_PYTHON[request.framework]?.includes(knownVersion(request) ?? '') ?? false;
}

/** `2.6` -> `2.6.0`; nothing when the version is not in the table. */
function knownVersion(request: ImageRequest): string | undefined {
  const wanted = request.version ?? DEFAULT_VERSIONS[request.framework];
  const versions = Object.keys(repositoryOf(request).versions).reverse();
  return versions.find(version => version === wanted || version.startsWith(`${wanted}.`) || version.startsWith(`${wanted}-`));
}

/** The tag for the machine's processor; for a machine that is not known, the only one that there is. Nothing when the version is not known. */
export function imageTag(request: ImageRequest): string | undefined {
  const tags: ImageTags = repositoryOf(request).versions[knownVersion(request) ?? ''] ?? {};
  return tags[processor(request.instanceType)] ?? tags.cpu ?? tags.gpu;
}

function repositoryOf({ framework, purpose }: ImageRequest): ImageRepository {
  return FRAMEWORK_IMAGES[framework][purpose] ?? { repository: framework, versions: {} };
}

function processor(instanceType: string | undefined): 'cpu' | 'gpu' {
  return isKnown(instanceType) && /^ml\.[gp]\d/.test(instanceType) ? 'gpu' : 'cpu';
}

function registry(scope: Construct, publisher: ImagePublisher, region: string): string {
  if (!Token.isUnresolved(region)) {
    const suffix = DOMAIN_SUFFIXES.find(([regions]) => regions.test(region))?.[1] ?? 'amazonaws.com';
    return `${IMAGE_ACCOUNTS[publisher][region]}.dkr.ecr.${region}.${suffix}`;
  }
  return `${accountMapping(scope, publisher).findInMap(region, 'account')}.dkr.ecr.${region}.${Aws.URL_SUFFIX}`;
}

/** One mapping for each publisher and stack, so that a template without a region works in every region of the table. */
function accountMapping(scope: Construct, publisher: ImagePublisher): CfnMapping {
  const stack = Stack.of(scope);
  const id = publisher === 'algorithms' ? 'AlgorithmImageAccounts' : 'DeepLearningImageAccounts';
  return stack.node.tryFindChild(id) as CfnMapping | undefined ?? new CfnMapping(stack, id, {
    mapping: Object.fromEntries(Object.entries(IMAGE_ACCOUNTS[publisher]).sort().map(([region, account]) => [region, { account }])),
  });
}
