import { HubFramework, loadsFromHub } from '../../definition/language-model-server';
import { ContainerDefinition } from '../../definition/model-definition';
import { hubModel } from '../../definition/storage-place';

/**
 * The variables in which an image takes the name of a model of the Hugging Face Hub.
 *
 * Sources: the configuration page of the Large Model Inference containers (docs.djl.ai), the entry points of Text Generation
 * Inference (`sagemaker-entrypoint.sh`) and of the SageMaker Hugging Face Inference Toolkit, and the vLLM pages of AWS Deep Learning
 * Containers: there, `SM_VLLM_<FLAG>` is the flag `--<flag>` of the server.
 */
const VARIABLES: Readonly<Record<HubFramework, { readonly model: string; readonly revision: string }>> = {
  'djl-lmi': { model: 'HF_MODEL_ID', revision: 'OPTION_REVISION' },
  'huggingface': { model: 'HF_MODEL_ID', revision: 'HF_MODEL_REVISION' },
  'tgi': { model: 'HF_MODEL_ID', revision: 'HF_MODEL_REVISION' },
  'vllm': { model: 'SM_VLLM_MODEL', revision: 'SM_VLLM_REVISION' },
};

/** Where SageMaker puts the files of a model. The other images look there by themselves. */
const LOCAL_MODEL: Readonly<Partial<Record<HubFramework, string>>> = { tgi: '/opt/ml/model' };

/** What tells a container which model it loads; nothing where it finds the files of the model by itself. */
export function sourceVariables(container: ContainerDefinition): Record<string, string> {
  const { artifact } = container;
  if (artifact === undefined) return {};
  const hub = hubVariables(container);
  return Object.keys(hub).length > 0 ? hub : fileVariables(container);
}

/** What names a model of the hub. */
export function hubVariables({ artifact, framework, image }: ContainerDefinition): Record<string, string> {
  const hub = hubModel(artifact);
  if (image !== undefined || hub === undefined || !loadsFromHub(framework)) return {};
  const { model, revision } = VARIABLES[framework];
  return { [model]: hub.id, ...(hub.revision === undefined ? {} : { [revision]: hub.revision }) };
}

/** What names the files of a model that SageMaker has brought. */
export function fileVariables({ framework, image }: ContainerDefinition): Record<string, string> {
  if (image !== undefined || !loadsFromHub(framework)) return {};
  const local = LOCAL_MODEL[framework];
  return local === undefined ? {} : { [VARIABLES[framework].model]: local };
}
