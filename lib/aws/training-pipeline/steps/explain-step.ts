import { Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { EXPLAIN_PROGRAM, explainSource, JobImage, jobImage } from './job';
import { METRICS_OUTPUT } from './process-outputs';
import { processingJob, processingOutput } from './processing-job';
import { PipelineSettings } from './step-context';
import { StepRenderer } from './step-renderer';
import { EXPLAIN_REPORT } from '../../../definition/pipeline/explain-methods';
import { StepDefinition } from '../../../definition/pipeline/step-definition';
import { trainingBehind } from '../../../definition/pipeline/step-kinds';
import { ExplainStepDefinition } from '../../../definition/pipeline/steps/explain-step-definition';
import { Named } from '../../../definition/rules/names';
import { contentHash } from '../../../private/names';
import { Problems } from '../../../private/problems';
import { jsonAsset } from '../../foundation/json-asset';
import { pythonJob } from '../../foundation/python-job';
import { needsIndex, withoutPackages } from '../../foundation/script-packages';
import { scriptPackages } from '../../foundation/source-bundle';
import { hasFrameworkImage, imageProblems, ImageRequest, isOld } from '../../model/framework-image';
import { EXPLAIN_CONTRACT, explainConfig, explainEnvironment } from '../explain-contract';
import { explainLimits } from '../job-limits';

/** Asks an endpoint, and loads no model: an image of which only Python is used. */
const ASKING = { framework: 'sklearn', frameworkVersion: '1.4-2' } as const;

export const EXPLAIN_STEP: StepRenderer<'explain'> = {
  type: 'Processing',
  // An endpoint keeps its name when it gets another model.
  caches: step => step.endpoint === undefined ? 'withPipeline' : 'whenAsked',
  retries: 'job',
  job: 'processing-job',
  output: processingOutput,
  kept: () => [EXPLAIN_REPORT],
  image: explainImage,
  source: (_step, settings) => explainSource(settings),
  grant: (step, permissions, settings) => {
    const { bucket, s3ObjectKey } = explainConfigAsset(step, settings);
    permissions.readObject(bucket, s3ObjectKey);
    if (step.endpoint !== undefined) permissions.endpoint(step.endpoint);
  },
  limits: explainLimits,
  imageLimits: explainImageLimits,
  packageLimits: (step, problems) => {
    if (step.image === undefined && needsIndex(scriptPackages(EXPLAIN_PROGRAM.directory, EXPLAIN_PROGRAM.entryPoint))) {
      problems.add(withoutPackages('the program that explains a model'));
    }
  },
  render: (step, context) => {
    const { scope, graph, packages } = context.settings;
    const source = explainSource(context.settings);
    const { entryPoint, codeUri, environment } = pythonJob(source, packages);
    return {
      Arguments: processingJob({
        settings: step,
        image: jobImage(explainImage(step, graph.steps), context),
        command: entryPoint,
        arguments: [],
        inputs: {
          ...(step.model === undefined ? {} : { model: context.data(step.model) }),
          data: context.data(step.data),
          config: explainConfigAsset(step, context.settings).s3ObjectUrl,
          code: codeUri,
        },
        outputs: [EXPLAIN_REPORT],
        environment: { ...step.environment, ...environment, ...explainEnvironment(step, Stack.of(scope).region) },
        usesNetwork: step.endpoint !== undefined || needsIndex(source),
      }, context),
      PropertyFiles: [{ PropertyFileName: METRICS_OUTPUT, OutputName: EXPLAIN_REPORT, FilePath: EXPLAIN_CONTRACT.metricsFile }],
    };
  },
};

/** What the program runs in: what the step says, else what trained the model, which is loaded by the packages that it was trained with. */
function explainImage(step: ExplainStepDefinition, steps: Named<StepDefinition>): JobImage {
  const { compute, endpoint, framework, frameworkVersion, image, model } = step;
  if (image !== undefined) return { compute, image };
  if (endpoint !== undefined) return { compute, ...ASKING };
  if (framework !== undefined) return { compute, framework, frameworkVersion };
  const trained = trainingBehind(model!, steps);
  return { compute, image: trained?.image, framework: trained?.framework, frameworkVersion: frameworkVersion ?? trained?.frameworkVersion };
}

/** The program needs a Python that is not too old. */
function explainImageLimits(step: ExplainStepDefinition, request: ImageRequest, region: string | undefined, problems: Problems): void {
  if (isOld(request)) {
    problems.add(`cannot run in the prebuilt ${request.framework} image ${request.version}, whose Python is older than the 3.9 `
      + 'that the program needs; '
      + 'set `image`, or train with a newer version');
  } else if (step.framework !== undefined || step.frameworkVersion !== undefined || hasFrameworkImage(request)) {
    // A version that there is not is otherwise said where the model is trained.
    imageProblems(request, region, problems);
  }
}

/** The configuration of a step, uploaded once for each content. */
function explainConfigAsset(step: ExplainStepDefinition, { scope }: PipelineSettings): Asset {
  const config = explainConfig(step);
  const id = `Explain${contentHash(config)}`;
  return scope.node.tryFindChild(id) as Asset | undefined ?? jsonAsset(scope, id, config);
}
