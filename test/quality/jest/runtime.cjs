const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const PACKAGES = /[\\/]node_modules[\\/]/;

/**
 * How test files load modules: their own and the project's anew for each file, as Jest does, but packages once for each process, as
 * Node.js does. Loading the CDK takes longer than most tests. All is compiled where the packages are, so that an array is an array
 * and an error an error on both sides.
 */
module.exports = class extends Runtime {
  constructor(...options) {
    const { getBuiltinModule } = process;
    super(...options);
    // What Jest gives to a sandbox; here it would reach the packages.
    if (getBuiltinModule) process.getBuiltinModule = getBuiltinModule;
    this.executor.compile = (source, filename) => compileFunction(source, this.executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, options, isActual) {
    if (name && !options?.isInternalModule && !this._resolution.isCoreModule(name)) {
      const path = this._resolution.resolveCjs(from, name);
      if (PACKAGES.test(path)) return require(path);
    }
    return super.requireModule(from, name, options, isActual);
  }
};
