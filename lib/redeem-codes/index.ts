export { createRedeemCodes } from './create-redeem-codes'
export { disableRedeemBatch } from './disable-redeem-batch'
export { disableRedeemCode } from './disable-redeem-code'
export { hashClearCodes } from './hash-clear-codes'
export { listRedeemCodes } from './list-redeem-codes'
export { redeemCode } from './redeem-code'
export {
  createRedeemCodesInput,
  listRedeemCodesInput,
  type RedeemCodeView,
  redeemCodeView,
} from './schemas'
