# A signer's store outlives its instance: sealed keys lie on a volume of their own, which the next instance takes over.

data "aws_subnet" "store" {
  count = local.is_signer ? 1 : 0
  id    = var.instance_subnet_ids[0]
}

resource "aws_ebs_volume" "store" {
  count             = local.is_signer ? 1 : 0
  availability_zone = data.aws_subnet.store[0].availability_zone
  size              = 8
  type              = "gp3"
  encrypted         = true
  final_snapshot    = true
  tags              = merge(local.tags, { Name = "${local.full_name}-store" })

  lifecycle {
    prevent_destroy = true
  }
}
