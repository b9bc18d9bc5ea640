import { Aws, CfnMapping, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MlopsError } from '../../../private/errors';
import { isKnown } from '../../../private/tokens';

/** The images of SageMaker Model Monitor: one analyses data, the other (SageMaker Clarify) bias and explanations. */
export type ManagedImage = 'analyzer' | 'clarify';

const REPOSITORIES: Record<ManagedImage, string> = {
  analyzer: 'sagemaker-model-monitor-analyzer',
  clarify: 'sagemaker-clarify-processing:1.0',
};

/** The account that owns each image, by region. AWS publishes no rule for them; the table is that of its Python SDK 2.254. */
const ACCOUNTS: Record<string, Partial<Record<ManagedImage, string>>> = {
  'af-south-1': { analyzer: '875698925577', clarify: '811711786498' },
  'ap-east-1': { analyzer: '001633400207', clarify: '098760798382' },
  'ap-northeast-1': { analyzer: '574779866223', clarify: '377024640650' },
  'ap-northeast-2': { analyzer: '709848358524', clarify: '263625296855' },
  'ap-northeast-3': { analyzer: '990339680094', clarify: '912233562940' },
  'ap-south-1': { analyzer: '126357580389', clarify: '452307495513' },
  'ap-southeast-1': { analyzer: '245545462676', clarify: '834264404009' },
  'ap-southeast-2': { analyzer: '563025443158', clarify: '007051062584' },
  'ap-southeast-3': { analyzer: '669540362728', clarify: '705930551576' },
  'ca-central-1': { analyzer: '536280801234', clarify: '675030665977' },
  'cn-north-1': { analyzer: '453000072557', clarify: '122526803553' },
  'cn-northwest-1': { analyzer: '453252182341', clarify: '122578899357' },
  'eu-central-1': { analyzer: '048819808253', clarify: '017069133835' },
  'eu-central-2': { analyzer: '590183933784', clarify: '730335477804' },
  'eu-north-1': { analyzer: '895015795356', clarify: '763603941244' },
  'eu-south-1': { analyzer: '933208885752', clarify: '638885417683' },
  'eu-south-2': { analyzer: '437450045455' },
  'eu-west-1': { analyzer: '468650794304', clarify: '131013547314' },
  'eu-west-2': { analyzer: '749857270468', clarify: '440796970383' },
  'eu-west-3': { analyzer: '680080141114', clarify: '341593696636' },
  'il-central-1': { analyzer: '843974653677' },
  'me-central-1': { analyzer: '588750061953' },
  'me-south-1': { analyzer: '607024016150', clarify: '835444307964' },
  'sa-east-1': { analyzer: '539772159869', clarify: '520018980103' },
  'us-east-1': { analyzer: '156813124566', clarify: '205585389593' },
  'us-east-2': { analyzer: '777275614652', clarify: '211330385671' },
  'us-gov-west-1': { clarify: '598674086554' },
  'us-isof-east-1': { analyzer: '853188333426', clarify: '579539705040' },
  'us-isof-south-1': { analyzer: '467912361380', clarify: '411392592546' },
  'us-west-1': { analyzer: '890145073186', clarify: '740489534195' },
  'us-west-2': { analyzer: '159807026194', clarify: '306415355426' },
};

/** The URI of an image in the region of the scope's stack; a region that is only known at deployment is looked up there. */
export function managedImage(scope: Construct, image: ManagedImage): string {
  const { region, urlSuffix } = Stack.of(scope);
  return `${account(scope, image, region)}.dkr.ecr.${region}.${urlSuffix}/${REPOSITORIES[image]}`;
}

/** Why there is no such image in a region; nothing when there is, or when the region is known at deployment only. */
export function managedImageProblem(image: ManagedImage, region: string): string | undefined {
  if (!isKnown(region) || ACCOUNTS[region]?.[image] !== undefined) return undefined;
  return `the library knows no ${REPOSITORIES[image]} image in region ${JSON.stringify(region)}, only in ${regionsOf(image).join(', ')}; `
    + `set 'modelMonitorImages.${image}' of a ModelMonitor, or use "evidently"`;
}

function regionsOf(image: ManagedImage): string[] {
  return Object.keys(ACCOUNTS).filter(name => ACCOUNTS[name]![image] !== undefined);
}

function account(scope: Construct, image: ManagedImage, region: string): string {
  if (isKnown(region)) {
    const known = ACCOUNTS[region]?.[image];
    if (known !== undefined) return known;
    throw new MlopsError('NoModelMonitorImage', `${scope.node.path}: ${managedImageProblem(image, region)}`);
  }
  const id = `Accounts-${image}`;
  const mapping = scope.node.tryFindChild(id) as CfnMapping | undefined
    ?? new CfnMapping(scope, id, { mapping: Object.fromEntries(regionsOf(image).map(name => [name, { account: ACCOUNTS[name]![image] }])) });
  return mapping.findInMap(Aws.REGION, 'account');
}
