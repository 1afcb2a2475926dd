; NEVER RUN. A recipe for an installer by Inno Setup 6:
;   iscc /DVersion=0.2.0 /DBinary=target\release\twopop.exe packaging\windows\twopop.iss
; Twopop does not compile on Windows yet: see packaging/other-systems.md. GStreamer comes from its own installer (MSVC, 1.22 or
; newer, run time); its folder bin has to be on the path.
#ifndef Version
  #error Say /DVersion= as in Cargo.toml
#endif
[Setup]
AppId={{6D8A2B1C-5B0E-4C56-9B61-2C1F5C0A7E20}
AppName=Twopop
AppVersion={#Version}
DefaultDirName={autopf}\Twopop
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
OutputBaseFilename=twopop-{#Version}-windows-x64
ChangesAssociations=yes
ChangesEnvironment=yes
[Files]
Source: "..\..\{#Binary}"; DestDir: "{app}"
Source: "..\..\LICENSE*"; DestDir: "{app}"
Source: "..\..\docs\*"; DestDir: "{app}\docs"; Flags: recursesubdirs
[Icons]
Name: "{autoprograms}\Twopop"; Filename: "{app}\twopop.exe"
