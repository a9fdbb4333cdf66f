export declare function composeModule(): string
