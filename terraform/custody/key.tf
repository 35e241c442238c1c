# The key under which the signer seals its keys. Who may use it is said by its policy alone, and that is `inkan kms render`'s.

locals {
  tags = merge(var.tags, { Name = var.name })
  is_immutable = !anytrue([
    for statement in jsondecode(var.key_policy).Statement :
    statement.Effect == "Allow" && contains(flatten([statement.Action]), "kms:PutKeyPolicy")
  ])
}

# No alias: nothing resolves one, and the policy's administrators need no right to make them.
resource "aws_kms_key" "sealing" {
  description             = "Inkan: seals the signer's keys, for measured enclaves only"
  key_usage               = "ENCRYPT_DECRYPT"
  policy                  = var.key_policy
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30
  multi_region            = false # a replica has a policy of its own
  # AWS refuses a policy that its writer could not change again; of an immutable one that is the point.
  bypass_policy_lockout_safety_check = local.is_immutable
  tags                               = local.tags

  lifecycle {
    prevent_destroy = true
    precondition {
      condition = anytrue([
        for statement in jsondecode(var.key_policy).Statement :
        statement.Effect == "Allow" && contains(flatten([try(statement.Principal.AWS, [])]), var.role_arn)
      ])
      error_message = "The policy allows ${var.role_arn} nothing: `inkan kms render` was given another role."
    }
  }
}
