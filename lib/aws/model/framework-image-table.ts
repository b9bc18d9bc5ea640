import { LanguageModelServer } from '../../definition/language-model-server';
import { Framework, ServingFramework } from '../../definition/values';

/**
 * Facts about the prebuilt SageMaker images: which repository, which tags, and which AWS account owns them in a region.
 *
 * Source: the image tables of the SageMaker Python SDK 2.257.7 (`sagemaker/image_uri_config`); deep-learning accounts also
 * from `aws-cdk-lib/region-info` 2.276.0. The servers of large language models are those of its successor, `sagemaker-core` 2.27.0
 * (`sagemaker/core/image_uri_config`, files `djl-lmi`, `huggingface-llm` and `vllm`), in the versions that every region below has.
 * Versions before those listed are no longer maintained upstream.
 */

/** What an image is for: the two purposes have other repositories and other newest versions. */
export type ImagePurpose = 'inference' | 'training';

/** Who publishes an image: the SageMaker algorithm teams or AWS Deep Learning Containers. */
export type ImagePublisher = 'algorithms' | 'deepLearning';

/** The tag of an image for each kind of processor that it is made for. */
export interface ImageTags {
  readonly cpu?: string;
  readonly gpu?: string;
}

/** The images of one framework for one purpose; versions from the oldest to the newest. */
export interface ImageRepository {
  readonly repository: string;
  readonly versions: Readonly<Record<string, ImageTags>>;
}

/** The images of one framework. A server of language models trains nothing. */
export interface FrameworkImages {
  readonly publisher: ImagePublisher;
  readonly inference: ImageRepository;
  readonly training?: ImageRepository;
}

const XGBOOST: ImageRepository = {
  repository: 'sagemaker-xgboost',
  // One image runs on both kinds of processor.
  versions: Object.fromEntries(['1.3-1', '1.5-1', '1.7-1', '3.0-5'].map(version => [version, { cpu: version, gpu: version }])),
};

const SKLEARN = {
  '1.0-1': { cpu: '1.0-1-cpu-py3' },
  '1.2-1': { cpu: '1.2-1-cpu-py3' },
};

const PYTORCH = {
  '1.13.1': tags('1.13.1', 'py39'),
  '2.0.1': tags('2.0.1', 'py310'),
  '2.1.0': tags('2.1.0', 'py310'),
  '2.2.0': tags('2.2.0', 'py310'),
  '2.3.0': tags('2.3.0', 'py311'),
  '2.4.0': tags('2.4.0', 'py311'),
  '2.5.1': tags('2.5.1', 'py311'),
  '2.6.0': tags('2.6.0', 'py312'),
};

const SERVERS: Readonly<Record<LanguageModelServer, FrameworkImages>> = {
  'djl-lmi': {
    publisher: 'deepLearning',
    inference: {
      repository: 'djl-inference',
      versions: {
        '0.33.0': { gpu: '0.33.0-lmi15.0.0-cu128' },
        '0.34.0': { gpu: '0.34.0-lmi16.0.0-cu128' },
        '0.35.0': { gpu: '0.35.0-lmi17.0.0-cu128' },
        '0.36.0': { gpu: '0.36.0-lmi27.0.0-cu130' },
        '0.38.0': { gpu: '0.38.0-lmi29.0.0-cu130' },
      },
    },
  },
  'tgi': {
    publisher: 'deepLearning',
    inference: {
      repository: 'huggingface-pytorch-tgi-inference',
      versions: {
        '3.2.3': { gpu: '2.6.0-tgi3.2.3-gpu-py311-cu124-ubuntu22.04' },
        '3.3.4': { gpu: '2.7.0-tgi3.3.4-gpu-py311-cu124-ubuntu22.04' },
        '3.3.6': { gpu: '2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04' },
      },
    },
  },
  'vllm': {
    publisher: 'deepLearning',
    inference: {
      repository: 'vllm',
      versions: {
        '0.27.1': { gpu: '0.27.1-gpu-py312-cu130-ubuntu22.04-sagemaker' },
        '0.28.0': { gpu: '0.28.0-gpu-py312-cu130-ubuntu24.04-sagemaker' },
      },
    },
  },
};

const FRAMEWORKS: Readonly<Record<Framework, FrameworkImages & { readonly training: ImageRepository }>> = {
  huggingface: {
    publisher: 'deepLearning',
    inference: {
      repository: 'huggingface-pytorch-inference',
      versions: {
        '4.26.0': transformers('1.13.1', '4.26.0', 'py39', { cpu: 'ubuntu20.04', gpu: 'cu117-ubuntu20.04' }),
        '4.28.1': transformers('2.0.0', '4.28.1', 'py310', { cpu: 'ubuntu20.04', gpu: 'cu118-ubuntu20.04' }),
        '4.37.0': transformers('2.1.0', '4.37.0', 'py310', { cpu: 'ubuntu22.04', gpu: 'cu118-ubuntu20.04' }),
        '4.48.0': transformers('2.3.0', '4.48.0', 'py311', { cpu: 'ubuntu22.04', gpu: 'cu121-ubuntu22.04' }),
        '4.49.0': transformers('2.6.0', '4.49.0', 'py312', { cpu: 'ubuntu22.04', gpu: 'cu124-ubuntu22.04' }),
        '4.51.3': transformers('2.6.0', '4.51.3', 'py312', { cpu: 'ubuntu22.04', gpu: 'cu124-ubuntu22.04' }),
      },
    },
    training: {
      repository: 'huggingface-pytorch-training',
      versions: {
        '4.26.0': transformers('1.13.1', '4.26.0', 'py39', { gpu: 'cu117-ubuntu20.04' }),
        '4.28.1': transformers('2.0.0', '4.28.1', 'py310', { gpu: 'cu118-ubuntu20.04' }),
        '4.36.0': transformers('2.1.0', '4.36.0', 'py310', { gpu: 'cu121-ubuntu20.04' }),
        '4.46.1': transformers('2.3.0', '4.46.1', 'py311', { gpu: 'cu121-ubuntu20.04' }),
        '4.48.0': transformers('2.3.0', '4.48.0', 'py311', { gpu: 'cu121-ubuntu20.04' }),
        '4.49.0': transformers('2.5.1', '4.49.0', 'py311', { gpu: 'cu124-ubuntu22.04' }),
        '4.55.0': transformers('2.7.1', '4.55.0', 'py312', { gpu: 'cu128-ubuntu22.04' }),
        '4.56.2': transformers('2.8.0', '4.56.2', 'py312', { gpu: 'cu129-ubuntu22.04' }),
      },
    },
  },
  pytorch: {
    publisher: 'deepLearning',
    inference: { repository: 'pytorch-inference', versions: PYTORCH },
    training: {
      repository: 'pytorch-training',
      versions: { ...PYTORCH, '2.7.1': tags('2.7.1', 'py312'), '2.8.0': tags('2.8.0', 'py312') },
    },
  },
  sklearn: {
    publisher: 'algorithms',
    inference: { repository: 'sagemaker-scikit-learn', versions: SKLEARN },
    training: { repository: 'sagemaker-scikit-learn', versions: { ...SKLEARN, '1.4-2': { cpu: '1.4-2-cpu-py3' } } },
  },
  tensorflow: {
    publisher: 'deepLearning',
    inference: {
      repository: 'tensorflow-inference',
      versions: Object.fromEntries(['2.11.1', '2.12.1', '2.13.0', '2.14.1', '2.16.1', '2.18.0', '2.19.0'].map(version => [version, tags(version)])),
    },
    training: {
      repository: 'tensorflow-training',
      versions: {
        '2.11.0': tags('2.11.0', 'py39'),
        '2.12.0': tags('2.12.0', 'py310'),
        '2.13.0': tags('2.13.0', 'py310'),
        '2.14.1': tags('2.14.1', 'py310'),
        '2.16.2': tags('2.16.2', 'py310'),
        '2.18.0': tags('2.18.0', 'py310'),
        '2.19.0': tags('2.19.0', 'py312'),
      },
    },
  },
  xgboost: { publisher: 'algorithms', inference: XGBOOST, training: XGBOOST },
};

export const FRAMEWORK_IMAGES: Readonly<Record<ServingFramework, FrameworkImages>> = { ...FRAMEWORKS, ...SERVERS };

/** The versions that are used when none is given: the newest for which both a training and a serving image exist. */
export const DEFAULT_VERSIONS: Readonly<Record<ServingFramework, string>> = {
  'djl-lmi': '0.38.0',
  'huggingface': '4.49.0',
  'pytorch': '2.6.0',
  'sklearn': '1.2-1',
  'tensorflow': '2.19.0',
  'tgi': '3.3.6',
  'vllm': '0.28.0',
  'xgboost': '3.0-5',
};

/** The versions whose images have a Python before 3.9, as their Dockerfiles say (`docker/<version>/base` of the containers' repositories). */
export const OLD_PYTHON: Readonly<Partial<Record<ServingFramework, readonly string[]>>> = {
  sklearn: ['1.0-1'],
  xgboost: ['1.3-1', '1.5-1', '1.7-1'],
};

// One account publishes the deep-learning images in these regions.
const MAIN_DEEP_LEARNING = Object.fromEntries([
  'ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1',
  'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
].map(region => [region, '763104351884']));

/** Where hosts are not below `amazonaws.com`. The CDK knows it too, but takes longer to read than a small definition. */
export const DOMAIN_SUFFIXES: readonly (readonly [regions: RegExp, suffix: string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
];

/** The account that owns the images, by publisher and region. */
export const IMAGE_ACCOUNTS: Readonly<Record<ImagePublisher, Readonly<Record<string, string>>>> = {
  algorithms: {
    'af-south-1': '510948584623',
    'ap-east-1': '651117190479',
    'ap-northeast-1': '354813040037',
    'ap-northeast-2': '366743142698',
    'ap-northeast-3': '867004704886',
    'ap-south-1': '720646828776',
    'ap-south-2': '628508329040',
    'ap-southeast-1': '121021644041',
    'ap-southeast-2': '783357654285',
    'ap-southeast-3': '951798379941',
    'ap-southeast-4': '106583098589',
    'ca-central-1': '341280168497',
    'ca-west-1': '190319476487',
    'cn-north-1': '450853457545',
    'cn-northwest-1': '451049120500',
    'eu-central-1': '492215442770',
    'eu-central-2': '680994064768',
    'eu-north-1': '662702820516',
    'eu-south-1': '978288397137',
    'eu-south-2': '104374241257',
    'eu-west-1': '141502667606',
    'eu-west-2': '764974769150',
    'eu-west-3': '659782779980',
    'il-central-1': '898809789911',
    'me-central-1': '272398656194',
    'me-south-1': '801668240914',
    'sa-east-1': '737474898029',
    'us-east-1': '683313688378',
    'us-east-2': '257758044811',
    'us-gov-east-1': '237065988967',
    'us-gov-west-1': '414596584902',
    'us-iso-east-1': '833128469047',
    'us-isob-east-1': '281123927165',
    'us-isof-east-1': '108575199400',
    'us-isof-south-1': '124985052026',
    'us-west-1': '746614075791',
    'us-west-2': '246618743249',
  },
  deepLearning: {
    ...MAIN_DEEP_LEARNING,
    'af-south-1': '626614931356',
    'ap-east-1': '871362719292',
    'ap-east-2': '975050140332',
    'ap-northeast-3': '364406365360',
    'ap-south-2': '772153158452',
    'ap-southeast-3': '907027046896',
    'ap-southeast-4': '457447274322',
    'ap-southeast-5': '550225433462',
    'ap-southeast-6': '633930458069',
    'ap-southeast-7': '590183813437',
    'ca-west-1': '204538143572',
    'cn-north-1': '727897471807',
    'cn-northwest-1': '727897471807',
    'eu-central-2': '380420809688',
    'eu-south-1': '692866216735',
    'eu-south-2': '503227376785',
    'eusc-de-east-1': '204133271717',
    'il-central-1': '780543022126',
    'me-central-1': '914824155844',
    'me-south-1': '217643126080',
    'mx-central-1': '637423239942',
    'us-gov-east-1': '446045086412',
    'us-gov-west-1': '442386744353',
  },
};

function tags(version: string, python?: string): ImageTags {
  const suffix = python ? `-${python}` : '';
  return { cpu: `${version}-cpu${suffix}`, gpu: `${version}-gpu${suffix}` };
}

function transformers(pytorch: string, version: string, python: string, systems: ImageTags): ImageTags {
  const tag = (processor: keyof ImageTags) => systems[processor] && `${pytorch}-transformers${version}-${processor}-${python}-${systems[processor]}`;
  return { ...(systems.cpu && { cpu: tag('cpu') }), ...(systems.gpu && { gpu: tag('gpu') }) };
}
