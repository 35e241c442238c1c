# The first boot. Units and scripts are files of this module, unchanged; what differs between deployments is in deployment.env alone.

locals {
  deployment_env = templatefile("${path.module}/files/deployment.env.tftpl", {
    role                 = var.role
    region               = data.aws_region.current.region
    bucket               = var.artifacts.bucket
    image_key            = var.artifacts.image.key
    image_sha256         = var.artifacts.image.sha256
    gateway_key          = var.artifacts.gateway.key
    gateway_sha256       = var.artifacts.gateway.sha256
    configuration_key    = var.artifacts.configuration.key
    configuration_sha256 = var.artifacts.configuration.sha256
    pcr0                 = var.pcr0
    enclave_cid          = local.enclave_cid
    enclave_vcpus        = var.enclave_vcpus
    enclave_memory_mib   = var.enclave_memory_mib
    store_volume         = local.is_signer ? aws_ebs_volume.store[0].id : ""
  })

  installed = {
    "/etc/inkan/deployment.env"                 = { content = local.deployment_env, mode = "0644" }
    "/etc/inkan/allocator.yaml"                 = { content = "---\nmemory_mib: ${var.enclave_memory_mib}\ncpu_count: ${var.enclave_vcpus}\n", mode = "0644" }
    "/etc/sysusers.d/inkan.conf"                = { content = file("${path.module}/files/inkan.sysusers.conf"), mode = "0644" }
    "/etc/systemd/system/inkan-gateway.service" = { content = file("${path.module}/files/inkan-gateway-${var.role}.service"), mode = "0644" }
    "/etc/systemd/system/inkan-enclave.service" = { content = file("${path.module}/files/inkan-enclave-${var.role}.service"), mode = "0644" }
    "/usr/local/libexec/inkan/install"          = { content = file("${path.module}/files/install.sh"), mode = "0755" }
    "/usr/local/libexec/inkan/run-enclave"      = { content = file("${path.module}/files/run-enclave.sh"), mode = "0755" }
  }

  cloud_config = join("\n", ["#cloud-config", jsonencode({
    ssh_pwauth      = false
    disable_root    = true
    package_update  = true
    package_upgrade = false
    packages        = ["aws-nitro-enclaves-cli", "jq"]
    write_files = [for path, file in local.installed : {
      path        = path
      permissions = file.mode
      owner       = "root:root"
      encoding    = "b64"
      content     = base64encode(file.content)
    }]
    runcmd = [["/usr/local/libexec/inkan/install"]]
  })])
}
