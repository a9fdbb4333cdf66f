export { createRedeemCodes } from './create-redeem-codes'
export { disableRedeemCode } from './disable-redeem-code'
export { listRedeemCodes } from './list-redeem-codes'
export { type Redeemed, redeemCode } from './redeem-code'
export {
  type CreateRedeemCodesInput,
  createRedeemCodesInput,
  type RedeemCodeInput,
  type RedeemCodeView,
  redeemCodeInput,
  redeemCodeView,
} from './schemas'
