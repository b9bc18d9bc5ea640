import { EcrImage } from './ecr-image';
import { imageProblems, machineProblem } from './framework-image';
import { hubVariables } from './hub-variables';
import { loadsFromHub } from '../../definition/language-model-server';
import { ContainerDefinition, ModelSourceDefinition } from '../../definition/model-definition';
import { hubModel } from '../../definition/storage-place';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { s3PlaceLimits } from '../foundation/s3-place-limits';

const MAX_VARIABLES = 100;
const MAX_VARIABLE_LENGTH = 1024;
// Model packages of AWS Marketplace live in one account for each region.
const MARKETPLACE_ACCOUNTS = new Set([
  '057799348421', '077584701553', '136758871317', '192199979996', '270155090741', '382657785993', '446921602837', '470592106596',
  '594846645681', '666831318237', '745090734665', '843114510376', '856760150666', '865070037744', '977537786026', '985815980388',
]);

/** What SageMaker asks of what runs a model. */
export function modelLimits(model: ModelSourceDefinition, problems: Problems): void {
  if (model.aws !== undefined) return;
  if (model.containers === undefined) containerLimits(model, problems);
  model.containers?.forEach((container, index) => containerLimits(container, problems.at('containers', index)));
}

/** What it asks of one container. */
export function containerLimits(container: ContainerDefinition, problems: Problems): void {
  const { artifact, framework, image, entryPoint } = container;
  if (isKnown(image) && !EcrImage.parse(image)) {
    problems.at('image').add(`must be an image in Amazon ECR, got ${JSON.stringify(image)}; `
      + 'for example 111111111111.dkr.ecr.eu-west-1.amazonaws.com/name:tag');
  }
  artifactLimits(container, problems);
  if (framework === 'sklearn' && image === undefined && needsEntryPoint(container)) {
    problems.at('entryPoint').add(`is missing: ${ENTRY_POINT_NEEDED}`);
  }
  if (entryPoint !== undefined && (artifact === undefined || hubModel(artifact))) {
    const where = artifact === undefined ? '' : ' in Amazon S3';
    problems.at('entryPoint').add(`needs "artifact"${where}: the code is part of the model's files, below code/`);
  }
  environmentLimits(container, problems.at('environment'));
}

/** SageMaker itself brings files from Amazon S3 alone; some images fetch a model of the Hugging Face Hub. */
function artifactLimits({ artifact, framework, image }: ContainerDefinition, problems: Problems): void {
  const at = problems.at('artifact');
  const hub = hubModel(artifact);
  if (hub === undefined || image !== undefined || !loadsFromHub(framework)) {
    s3PlaceLimits(artifact, at);
  } else if (hub.path !== undefined) {
    at.add(`must be a whole model of the Hugging Face Hub such as hf://${hub.id}:${hub.revision ?? 'revision'}, got ${JSON.stringify(artifact)}`);
  }
}

/** What to do about a model of the Hugging Face Hub where there is no way to it. */
const INSTEAD_OF_HUB = 'copy its files to Amazon S3 once, and give that place as `artifact`, such as s3://bucket/model/';

/** A container without any network cannot fetch its model; `problems` is where its network isolation is said. */
export function isolationLimits(models: readonly (ModelSourceDefinition | undefined)[], problems: Problems): void {
  const needsHub = models.some(model => [model, ...model?.containers ?? []].some(container => hubModel(container?.artifact) !== undefined));
  if (needsHub) problems.add(`must be false for a model that its container downloads from the Hugging Face Hub; or ${INSTEAD_OF_HUB}`);
}

/**
 * Nor can one in a network that has no way out.
 *
 * @param where what it is that has none
 */
export function routeLimits(model: ModelSourceDefinition, problems: Problems, where: string = 'in an isolated network'): void {
  const rule = ({ artifact }: ContainerDefinition, at: Problems) => {
    if (!hubModel(artifact)) return;
    at.at('artifact').add(`must be in Amazon S3 ${where}, which has no way to the Hugging Face Hub, got ${JSON.stringify(artifact)}; `
      + INSTEAD_OF_HUB);
  };
  rule(model, problems);
  model.containers?.forEach((container, index) => rule(container, problems.at('containers', index)));
}

/** The sklearn image brings no way of its own to load a model; those of the other frameworks do. */
export const ENTRY_POINT_NEEDED = 'the sklearn image loads no model by itself; give the name of the script in code/ that does, '
  + 'for example inference.py';

/** Whether nothing says which script serves. */
export function needsEntryPoint({ entryPoint, environment }: ContainerDefinition): boolean {
  return entryPoint === undefined && environment?.SAGEMAKER_PROGRAM === undefined;
}

/** Whether the model comes from AWS Marketplace, which the service offers less for. */
export function isMarketplace(model: ModelSourceDefinition | undefined): boolean {
  const arn = model?.aws?.modelPackage;
  return isKnown(arn) && MARKETPLACE_ACCOUNTS.has(arn.split(':')[4] ?? '');
}

/** What holds in one region: a model, its package and its images are in the same one, and its framework has an image there. */
export function regionLimits(model: ModelSourceDefinition, region: string, problems: Problems): void {
  if (!isKnown(region)) return;
  const modelPackage = model.aws?.modelPackage;
  const packageRegion = isKnown(modelPackage) ? modelPackage.split(':')[3] : undefined;
  if (packageRegion && packageRegion !== region) {
    problems.at('aws', 'modelPackage').add(`must be in the region of the stack, ${region}, got ${JSON.stringify(packageRegion)}; `
      + `copy the version to the registry of ${region}`);
  }
  imageRegion(model, region, problems);
  model.containers?.forEach((container, index) => imageRegion(container, region, problems.at('containers', index)));
}

/** The prebuilt images of the model run on the machine. */
export function machineLimits(model: ModelSourceDefinition, instanceType: string | undefined, problems: Problems): void {
  const found = [model, ...model.containers ?? []].flatMap(({ framework, frameworkVersion, image }) => {
    const problem = image === undefined && framework !== undefined ? machineProblem({
      framework,
      version: frameworkVersion,
      purpose: 'inference',
      instanceType,
    }) : undefined;
    return problem ?? [];
  });
  [...new Set(found)].forEach(problem => problems.add(problem));
}

function imageRegion({ framework, frameworkVersion, image }: ContainerDefinition, region: string, problems: Problems): void {
  if (image === undefined && isKnown(framework)) imageProblems({ framework, version: frameworkVersion, purpose: 'inference' }, region, problems);
  const imageRegionName = isKnown(image) ? EcrImage.parse(image)?.region : undefined;
  if (isKnown(imageRegionName) && imageRegionName !== region) {
    problems.at('image').add(`must be in the region of the stack, ${region}, got ${JSON.stringify(imageRegionName)}; replicate the repository`);
  }
}

function environmentLimits(container: ContainerDefinition, problems: Problems): void {
  const { artifact, environment = {}, entryPoint, secrets } = container;
  const own = hubVariables(container);
  const names = [...Object.keys(environment), ...Object.keys(secrets ?? {})];
  if (names.length > MAX_VARIABLES) problems.add(`must have at most ${MAX_VARIABLES} variables, got ${names.length}`);
  for (const name of names) {
    const value = environment[name];
    if (isKnown(name) && !/^[a-zA-Z_]\w*$/.test(name)) problems.at(name).add('must be a name of letters, digits and underscores');
    if (isKnown(value) && value.length > MAX_VARIABLE_LENGTH) {
      problems.at(name).add(`must have at most ${MAX_VARIABLE_LENGTH} characters, got ${value.length}`);
    }
    if (entryPoint !== undefined && (name === 'SAGEMAKER_PROGRAM' || name === 'SAGEMAKER_SUBMIT_DIRECTORY')) {
      problems.at(name).add('must not be given beside `entryPoint`, which sets it');
    }
    if (hubModel(artifact) !== undefined && name in own) problems.at(name).add('must not be given beside `artifact`, which sets it');
  }
}
