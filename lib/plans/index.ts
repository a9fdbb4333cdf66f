export { createPlan } from './create-plan'
export { getPlan, planNotFound } from './get-plan'
export { listPlans, listPlansForSale } from './list-plans'
export {
  type CreatePlanInput,
  createPlanInput,
  type PlanView,
  planView,
  type UpdatePlanInput,
  updatePlanInput,
} from './schemas'
export { updatePlan } from './update-plan'
