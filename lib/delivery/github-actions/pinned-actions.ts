import { PinnedAction } from './workflow';

/** Every action that a workflow uses, at the commit of its release. */
export const ACTIONS = {
  checkout: { action: 'actions/checkout', commit: 'de0fac2e4500dabe0009e67214ff5f5447ce83dd', version: 'v6.0.2' },
  setupNode: { action: 'actions/setup-node', commit: '395ad3262231945c25e8478fd5baf05154b1d79f', version: 'v6.1.0' },
  uploadArtifact: { action: 'actions/upload-artifact', commit: 'b7c566a772e6b6bfb58ed0dc250532a479d7789f', version: 'v6.0.0' },
  downloadArtifact: { action: 'actions/download-artifact', commit: '37930b1c2abaa49bbe596cd826c3c89aef350131', version: 'v7.0.0' },
  configureAws: { action: 'aws-actions/configure-aws-credentials', commit: '8df5847569e6427dd6c4fb1cf565c83acfa8afa7', version: 'v6.0.0' },
} as const satisfies Record<string, PinnedAction>;
