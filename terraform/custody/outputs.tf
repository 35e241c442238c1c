output "key_arn" {
  description = "For the signer's configuration, `inkan kms check` and the ec2 module's `kms_key_arn`."
  value       = aws_kms_key.sealing.arn
}

output "log" {
  description = "For the signer's configuration and the ec2 module's `window_log`."
  value       = { bucket = aws_s3_bucket.log.bucket, prefix = var.log.prefix, account_id = data.aws_caller_identity.log.account_id }
}

output "log_policy" {
  description = "The bucket's policy, for review."
  value       = data.aws_iam_policy_document.log.json
}
