import { Framework, ServingFramework } from './values';

/** A server of large language models: it serves what others have trained. */
export type LanguageModelServer = Exclude<ServingFramework, Framework>;

const SERVERS: Readonly<Record<LanguageModelServer, true>> = { 'djl-lmi': true, 'tgi': true, 'vllm': true };

/**
 * Whether the framework is a server of large language models. It fills its GPUs by design: nearly all of their memory when it starts, for
 * the keys and values of the requests to come, and their processors as soon as it writes one answer. How full they are says nothing.
 */
export function isLanguageModelServer(framework: string | undefined): framework is LanguageModelServer {
  return framework !== undefined && Object.hasOwn(SERVERS, framework);
}

/** What can serve a model of the Hugging Face Hub by its name. */
export type HubFramework = LanguageModelServer | 'huggingface';

/** Whether the framework can load a model of the Hugging Face Hub by its name. */
export function loadsFromHub(framework: string | undefined): framework is HubFramework {
  return framework === 'huggingface' || isLanguageModelServer(framework);
}
