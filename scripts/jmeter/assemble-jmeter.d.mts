export declare const JMETER_VERSION: string;
export declare const DEFAULT_TARGET_DIR: string;
export interface AssembleOptions {
  readonly targetDir?: string;
  readonly log?: (message: string) => void;
}
/** @returns the absolute path of a complete JMeter home */
export declare function assembleJMeter(options?: AssembleOptions): Promise<string>;
