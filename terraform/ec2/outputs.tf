output "dns_name" {
  description = "Where clients connect. Point the configuration's origin (a CNAME or alias record) here."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "For an alias record in Route 53."
  value       = aws_lb.this.zone_id
}

output "public_port" {
  value = local.public_port
}

output "role_arn" {
  description = "The parents' role: give it to `inkan kms render` and to the custody module."
  value       = aws_iam_role.instance.arn
}

output "autoscaling_group_name" {
  value = aws_autoscaling_group.this.name
}

output "security_group_id" {
  description = "Of the instances, for endpoints and databases that they may reach."
  value       = aws_security_group.instance.id
}

output "cloud_config" {
  description = "What an instance is given at its first boot, for review. No secret is in it."
  value       = local.cloud_config
}
