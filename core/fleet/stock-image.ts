/** Canonical's public parameter for its current Ubuntu 22.04 image: the last release that starts with cgroup v1 on request. */
export const stockImageParameter =
  '/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id';
