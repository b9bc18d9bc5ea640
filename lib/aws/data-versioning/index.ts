export * from './dvc-store';
export * from './dvc-store-grants';
export * from './git-lfs-server';
export * from './git-lfs-server-grants';
