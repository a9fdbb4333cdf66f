export declare function checkDeploy(root: string): string[]
