output "node_group_name" {
  value = aws_eks_node_group.this.node_group_name
}

output "node_role_arn" {
  description = "Of the nodes: give a signer's to `inkan kms render` and to the custody module."
  value       = aws_iam_role.node.arn
}

output "launch_template_id" {
  value = aws_launch_template.node.id
}

output "user_data" {
  description = "What a node is given at its first boot, for review. No secret is in it."
  value       = local.user_data
}
