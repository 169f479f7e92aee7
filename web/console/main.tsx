import "./console.css";
import { openPage } from "../shared/open-page";
import { SignIn } from "../shared/sign-in";
import { Console } from "./console";

const scope =
  "openid profile email requests:read requests:decide blocks:write terms:publish audit:read subjects:reveal switch:write";

void openPage((configuration) => (
  <SignIn configuration={configuration} scope={scope}>
    <Console />
  </SignIn>
));
