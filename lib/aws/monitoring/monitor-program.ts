import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PROGRAM_IMAGE } from './model-monitor-limits';
import { MlopsError } from '../../private/errors';
import { libraryProgram } from '../foundation/library-program';
import { IPackageIndex } from '../foundation/package-index';
import { grantPythonJob, pythonJob } from '../foundation/python-job';
import { needsIndex } from '../foundation/script-packages';
import { scriptPackages, sourceBundle, SourceBundleOptions } from '../foundation/source-bundle';
import { frameworkImage } from '../model/framework-image';

/** How an image is started. */
export interface MonitorImageOptions {
  /**
   * The command that is run, at most 100 words of at most 256 characters.
   *
   * @default - the image's own entry point
   */
  readonly entryPoint?: string[];
}

/** A program in files of your own. */
export interface MonitorScriptProps {
  /**
   * The folder that holds the program. A `requirements.txt` in it is installed first: from a folder `wheels` beside it and without
   * a network when there is one, else from the platform's package index, else from PyPI.
   */
  readonly directory: string;

  /** The Python file at the top of the folder that is run, for example `monitor.py`. */
  readonly entryPoint: string;

  /**
   * URI of the container image that runs it. It needs Python 3.
   *
   * @default - SageMaker's prebuilt scikit-learn image
   */
  readonly image?: string;
}

/**
 * What the jobs of a monitor run. The program follows the contract in this module's README: environment variables, one
 * configuration file, a report folder, metrics, exit codes.
 */
export abstract class MonitorProgram {
  /**
   * A container image that holds the program, in Amazon ECR.
   *
   * @param uri the image, `<registry>/<repository>:<tag>` or with a digest
   * @param options how it is started
   */
  public static fromImage(uri: string, options: MonitorImageOptions = {}): MonitorProgram {
    return new ImageProgram(() => uri, options);
  }

  /**
   * A container image that holds the program, in a repository of the app. The jobs may pull it.
   *
   * @param repository the repository
   * @param tagOrDigest which image, `latest` or `sha256:…`
   * @param options how it is started
   */
  public static fromEcrRepository(repository: ecr.IRepository, tagOrDigest: string = 'latest', options: MonitorImageOptions = {}): MonitorProgram {
    return new ImageProgram(role => {
      repository.grantPull(role);
      return repository.repositoryUriForTagOrDigest(tagOrDigest);
    }, options);
  }

  /**
   * A program in files of your own, run by a prebuilt image: nothing is built, and no Docker is needed.
   *
   * @param props the files
   */
  public static fromScript(props: MonitorScriptProps): MonitorProgram {
    return new ScriptProgram(props);
  }

  /**
   * The program that comes with the library.
   *
   * @internal
   */
  public static _standard(): MonitorProgram {
    const { packing, ...files } = libraryProgram('monitor');
    return new ScriptProgram(files, packing);
  }

  /**
   * Whether the jobs install packages that the program does not bring.
   *
   * @internal
   */
  public abstract readonly _needsIndex: boolean;

  /**
   * Brings the program into a stack and lets the jobs' role read it.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, role: iam.IRole, packages?: IPackageIndex): MonitorProgramConfig;
}

/**
 * A program inside a stack.
 *
 * @internal
 */
export interface MonitorProgramConfig {
  readonly imageUri: string;
  readonly entryPoint?: string[];
  /** S3 URI of the archive that is put into the folder for code. */
  readonly codeUri?: string;
  /** Variables of the jobs beside those of the contract. */
  readonly environment?: Record<string, string>;
}

class ImageProgram extends MonitorProgram {
  /** @internal */
  public readonly _needsIndex = false;

  constructor(private readonly uri: (role: iam.IRole) => string, private readonly options: MonitorImageOptions) {
    super();
  }

  /** @internal */
  public _bind(_scope: Construct, role: iam.IRole): MonitorProgramConfig {
    return { imageUri: this.uri(role), entryPoint: this.options.entryPoint };
  }
}

class ScriptProgram extends MonitorProgram {
  constructor(private readonly props: MonitorScriptProps, private readonly packing: SourceBundleOptions = { launched: true }) {
    super();
    if (/[/\\]/.test(props.entryPoint)) {
      throw new MlopsError('InvalidProps', `'entryPoint' must be a file at the top of 'directory', got ${JSON.stringify(props.entryPoint)}; `
        + 'name its folder as \'directory\'');
    }
  }

  /** @internal */
  public get _needsIndex(): boolean {
    // An image of one's own may have the packages.
    return this.props.image === undefined && needsIndex(scriptPackages(this.props.directory, this.props.entryPoint));
  }

  /** @internal */
  public _bind(scope: Construct, role: iam.IRole, packages?: IPackageIndex): MonitorProgramConfig {
    const bundle = sourceBundle(scope, this.props.directory, this.props.entryPoint, this.packing);
    grantPythonJob(role, bundle, packages);
    return {
      imageUri: this.props.image ?? frameworkImage(scope, PROGRAM_IMAGE),
      ...pythonJob(bundle, packages),
    };
  }
}
